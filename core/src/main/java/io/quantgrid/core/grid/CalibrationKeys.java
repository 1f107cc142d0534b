package io.quantgrid.core.grid;

import io.quantgrid.core.grid.Calibration.Order;
import io.quantgrid.core.grid.Calibration.Source;
import io.quantgrid.core.model.ExpertTokens;
import io.quantgrid.core.quantize.CalibrationSet.States;
import io.quantgrid.kernels.name.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The keys of {@code calibration}. */
final class CalibrationKeys {
  static final List<String> ALL =
      List.of("task", "file", "random", "samples", "tokens", "seed", "order", "states", "experts");
  private static final List<String> SOURCES = List.of("task", "file", "random");
  private static final String TASK = "a task, as task: pocket_stories";
  private static final String FILE =
      "a file of texts: .txt with one a line, or .jsonl with objects {text: ...}";
  private static final int DEFAULT_SAMPLES = 128;
  private static final int DEFAULT_TOKENS = 512;

  private final Fields fields;
  private final Entries entries;
  private final Problems problems;

  CalibrationKeys(Fields fields, Entries entries, Problems problems) {
    this.fields = fields;
    this.entries = entries;
    this.problems = problems;
  }

  Optional<Placed<Calibration>> read() {
    int samples = fields.whole("samples", 1, SweepKeys.MOST, DEFAULT_SAMPLES);
    int tokens = fields.whole("tokens", 1, SweepKeys.MOST, DEFAULT_TOKENS);
    long seed = fields.whole("seed", 0, Integer.MAX_VALUE).orElse(1);
    Order order = one("order", Order.WRITTEN);
    States states = one("states", States.QUANTIZED);
    ExpertTokens experts = one("experts", ExpertTokens.ALL);
    List<String> said =
        new ArrayList<>(SOURCES.stream().filter(key -> fields.value(key).isPresent()).toList());
    if (said.isEmpty()) {
      fields.missing("task", TASK);
      return Optional.empty();
    }
    String key = said.remove(0);
    for (String other : said) {
      problems.add(
          fields.place(other), other, "one of task, file and random; " + key + " is there");
    }
    return source(key)
        .map(
            source ->
                new Placed<>(
                    fields.place(key),
                    new Calibration(source, samples, tokens, seed, order, states, experts)));
  }

  private Optional<Source> source(String key) {
    if (key.equals("random")) {
      String expected = "tokens, as random: tokens";
      Optional<String> said = fields.text(key, expected);
      if (said.isPresent() && !said.get().equals("tokens")) {
        problems.add(fields.place(key), said.get(), expected);
      }
      return said.map(text -> new Calibration.RandomTokens());
    } else if (key.equals("file")) {
      return fields
          .text(key, FILE)
          .flatMap(text -> entries.texts(fields.place(key), text, FILE))
          .map(Calibration.Texts::new);
    }
    return fields.value(key).flatMap(entries::task).map(Calibration.Texts::new);
  }

  private <E extends Enum<E>> E one(String key, E usual) {
    List<E> all = Arrays.asList(usual.getDeclaringClass().getEnumConstants());
    List<String> words = all.stream().map(one -> one.name().toLowerCase(Locale.ROOT)).toList();
    String expected = "one of " + String.join(", ", words);
    Optional<String> said = fields.text(key, expected);
    if (said.isPresent() && !words.contains(said.get())) {
      problems.add(fields.place(key), said.get(), expected + Names.hint(said.get(), words));
    }
    return said.filter(words::contains).map(words::indexOf).map(all::get).orElse(usual);
  }
}
