package io.quantgrid.datasets.task;

import io.quantgrid.datasets.read.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The examples before a question. Thread safe.
 *
 * @param shots examples per prompt
 */
record FewShot(int shots, Sampler sampler, IntFunction<Document> pool, Turn turn, Cache cache) {
  /** No examples. */
  static FewShot none(Turn turn) {
    return new FewShot(0, Sampler.first(0), FewShot::noDocument, turn);
  }

  FewShot(int shots, Sampler sampler, IntFunction<Document> pool, Turn turn) {
    this(shots, sampler, pool, turn, new Cache());
  }

  /** The examples of an item. */
  List<Example> examples(Document item) {
    List<Example> chosen = new ArrayList<>(shots);
    for (int index : sampler.draw(item)) {
      chosen.add(cache.get(index, this));
    }
    return chosen;
  }

  private Example render(int index) {
    List<Said> said = turn.example(pool.apply(index));
    return new Example(said, Said.text(said));
  }

  private static Document noDocument(int index) {
    throw new IllegalStateException(
        "Cannot draw example " + index + " (expected none to be drawn)");
  }

  /**
   * An example.
   *
   * @param text what is said, as plain text
   */
  record Example(List<Said> said, String text) {}

  /** The examples used last. */
  static final class Cache {
    private static final int MOST = 4096;

    @SuppressWarnings("serial")
    private final Map<Integer, Example> examples =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Integer, Example> eldest) {
            return size() > MOST;
          }
        };

    synchronized Example get(int index, FewShot fewShot) {
      Example known = examples.get(index);
      if (known == null) {
        known = fewShot.render(index);
        examples.put(index, known);
      }
      return known;
    }
  }
}
