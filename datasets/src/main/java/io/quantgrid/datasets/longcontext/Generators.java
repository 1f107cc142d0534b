package io.quantgrid.datasets.longcontext;

import io.quantgrid.datasets.longcontext.Generator.Depth;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kinds of task there are. Numbers of needles, hops and words, room for answers and scores are
 * those of RULER and of LongEval (Li et al. 2023); texts and wording are not.
 */
final class Generators {
  private static final int NEEDLE_TOKENS = 128;

  static final List<Generator> ALL =
      List.of(
          needle("needle", 1, 1, 1, "text", "repeat", "needles"),
          needle("niah_single", 1, 1, 1, "repeat", "text", "needles"),
          needle("niah_multikey", 4, 1, 1, "text", "repeat", "needles"),
          needle("niah_multivalue", 1, 4, 1, "text", "repeat", "needles"),
          needle("niah_multiquery", 4, 1, 4, "text", "repeat", "needles"),
          new Generator(
              "variable_tracking",
              Map.of("chains", List.of(1), "hops", List.of(4)),
              Scoring.ALL,
              30,
              Depth.DRAWN,
              VariableChains::make),
          new Generator(
              "common_words",
              Map.of("common", List.of(10)),
              Scoring.ALL,
              120,
              Depth.DRAWN,
              CommonWords::make),
          new Generator(
              "frequent_words", Map.of(), Scoring.ALL, 50, Depth.DRAWN, FrequentWords::make),
          new Generator(
              "questions",
              Map.of("hops", List.of(1)),
              Scoring.PART,
              32,
              Depth.CHOSEN,
              Questions::make),
          new Generator(
              "longeval_lines", Map.of(), Scoring.NUMBER, 32, Depth.CHOSEN, RecordLines::make),
          new Generator(
              "longeval_topics", Map.of(), Scoring.ALL, 50, Depth.DRAWN, Conversations::make));

  private Generators() {}

  static List<String> names() {
    return ALL.stream().map(Generator::name).toList();
  }

  static Optional<Generator> named(String name) {
    return ALL.stream().filter(generator -> generator.name().equals(name)).findFirst();
  }

  private static Generator needle(
      String name, int keys, int values, int queries, String... haystacks) {
    Map<String, List<?>> parameters = new LinkedHashMap<>();
    parameters.put("keys", List.of(keys));
    parameters.put("values", List.of(values));
    parameters.put("queries", List.of(queries));
    parameters.put("haystack", Arrays.asList(haystacks));
    parameters.put("key_kind", List.of("words", "uuids"));
    parameters.put("value_kind", List.of("numbers", "uuids", "words"));
    return new Generator(name, parameters, Scoring.ALL, NEEDLE_TOKENS, Depth.CHOSEN, Needles::make);
  }
}
