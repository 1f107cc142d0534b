package io.quantgrid.core.grid;

import io.quantgrid.core.grid.Calibration.Order;
import io.quantgrid.core.grid.Calibration.Source;
import io.quantgrid.core.grid.Value.Mapping;
import io.quantgrid.core.model.ExpertTokens;
import io.quantgrid.core.quantize.CalibrationSet.States;
import io.quantgrid.kernels.name.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The keys of {@code calibration}: of the only one, or of each in a list. */
final class CalibrationKeys {
  static final List<String> ALL =
      List.of(
          "name", "task", "file", "random", "samples", "tokens", "seed", "order", "states",
          "experts");
  private static final List<String> SOURCES = List.of("task", "file", "random");
  private static final String EXAMPLE = "{task: pocket_stories, samples: 128}";
  private static final String ONE = "a mapping, as " + EXAMPLE;
  private static final String TASK = "a task, as task: pocket_stories";
  private static final String FILE =
      "a file of texts: .txt with one a line, or .jsonl with objects {text: ...}";
  private static final int DEFAULT_SAMPLES = 128;
  private static final int DEFAULT_TOKENS = 512;

  private final Fields fields;
  private final Entries entries;
  private final Problems problems;

  private CalibrationKeys(Fields fields, Entries entries, Problems problems) {
    this.fields = fields;
    this.entries = entries;
    this.problems = problems;
  }

  /**
   * A mapping, or a list of them with a name each.
   *
   * @return each at the place of what it calibrates on
   */
  static List<Placed<Calibration>> read(Value value, Entries entries, Problems problems) {
    if (value instanceof Mapping mapping) {
      return keys(mapping, entries, problems).calibration().stream().toList();
    }
    String list = ONE + ", or a list of them";
    List<Placed<Calibration>> all = new ArrayList<>();
    Map<String, Place> named = new HashMap<>();
    for (Value item : Fields.items(value, list, problems)) {
      if (!(item instanceof Mapping mapping)) {
        problems.add(item.place(), item.shown(), ONE);
        continue;
      }
      int before = problems.count();
      Optional<Placed<Calibration>> read = keys(mapping, entries, problems).calibration();
      read.ifPresent(all::add);
      if (problems.count() == before && read.isPresent()) {
        String name = read.get().value().name();
        Place first = named.putIfAbsent(name, item.place());
        if (first != null) {
          String there = "; " + first.path() + " has it already. Key name tells them apart";
          problems.add(item.place(), name, "each name once" + there);
        }
      }
    }
    return all;
  }

  private static CalibrationKeys keys(Mapping mapping, Entries entries, Problems problems) {
    return new CalibrationKeys(new Fields(mapping, ALL, problems), entries, problems);
  }

  private Optional<Placed<Calibration>> calibration() {
    Optional<String> name = entries.name(fields);
    int samples = fields.whole("samples", 1, SweepKeys.MOST, DEFAULT_SAMPLES);
    int tokens = fields.whole("tokens", 1, SweepKeys.MOST, DEFAULT_TOKENS);
    long seed = fields.whole("seed", 0, Integer.MAX_VALUE).orElse(Calibration.USUAL_SEED);
    Order order = one("order", Order.WRITTEN);
    States states = one("states", States.QUANTIZED);
    ExpertTokens experts = one("experts", ExpertTokens.ALL);
    if (name.equals(Optional.of(Calibration.NONE))) {
      problems.add(
          fields.place("name"), Calibration.NONE, "another name; what needs no texts has none");
    }
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
        .map(source -> new Calibration(source, samples, tokens, seed, order, states, experts))
        .map(usual -> new Placed<>(fields.place(key), name.map(usual::named).orElse(usual)));
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
