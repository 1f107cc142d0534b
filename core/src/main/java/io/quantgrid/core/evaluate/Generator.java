package io.quantgrid.core.evaluate;

import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.KvCache;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Generates texts. Memory is taken once for many texts: a slot for each that is generated at a
 * time, as wide as the widest of them needs.
 */
final class Generator {
  /** Most tokens that slots have room for. Llama 3 8B keeps 128 KiB of each: 2 GiB. */
  static final int MAX_CACHED_TOKENS = 1 << 14;

  private final CausalModel model;
  private final int batch;

  /**
   * Texts that share their memory.
   *
   * @param columns of a slot
   */
  record Run(List<Generation> generations, int slots, int columns) {}

  /**
   * @param batch most texts at a time
   */
  Generator(CausalModel model, int batch) {
    this.model = model;
    this.batch = batch;
  }

  /**
   * Runs all to their end.
   *
   * @param prefix what prompts may begin with
   */
  void generate(List<Generation> generations, Optional<Prefix> prefix) {
    Decoder decoder = new Decoder(model);
    for (Run run : runs(generations, batch)) {
      int longest = run.generations().get(0).prompt().length;
      int computed = Math.max(1, longest - prefix.map(Prefix::length).orElse(0));
      int prompts = Math.max(1, Math.min(run.slots(), Batches.MAX_PADDED_TOKENS / computed));
      try (KvCache cache = model.cache(run.slots(), run.columns());
          KvCache starting = model.cache(prompts, longest)) {
        Prefill prefill = new Prefill(decoder, starting, prefix);
        new Slots(decoder, cache, prefill).run(run.generations());
      }
    }
  }

  /**
   * The longest prompts first, equally long ones by docId and repeat. Texts that need less than
   * half the memory of others wait for a run of their own, if that one has more slots.
   */
  static List<Run> runs(List<Generation> generations, int batch) {
    List<Generation> sorted = new ArrayList<>(generations);
    sorted.sort(
        Comparator.comparingInt((Generation g) -> g.prompt().length)
            .reversed()
            .thenComparingLong(Generation::docId)
            .thenComparingInt(Generation::repeat));
    List<Run> runs = new ArrayList<>();
    for (int from = 0; from < sorted.size(); ) {
      List<Generation> left = sorted.subList(from, sorted.size());
      int columns = left.stream().mapToInt(Generation::columns).max().orElse(1);
      int slots = Math.max(1, Math.min(batch, MAX_CACHED_TOKENS / columns));
      int count = 1;
      while (count < left.size() && (slots == batch || 2 * left.get(count).columns() > columns)) {
        count++;
      }
      runs.add(new Run(List.copyOf(left.subList(0, count)), Math.min(slots, count), columns));
      from += count;
    }
    return runs;
  }
}
