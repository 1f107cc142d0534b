package io.quantgrid.datasets.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.quantgrid.core.evaluate.Observations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Functions give what the harness's give on made-up documents; make.py beside the goldens ran them.
 */
final class FunctionGoldenTest {
  /** Sums and exponentials in double, in another order. */
  private static final double ARITHMETIC = 1e-12;

  static Stream<Arguments> goldens() throws IOException {
    try (InputStream in =
        FunctionGoldenTest.class.getResourceAsStream("/functions/functions.json")) {
      JsonNode all = new ObjectMapper().readTree(in);
      return StreamSupport.stream(all.spliterator(), false)
          .map(
              one ->
                  Arguments.of(
                      one.get("folder").asText() + "/" + one.get("function").asText(), one))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goldens")
  void a_function_gives_what_the_harness_gives(String name, JsonNode golden) {
    TaskFunction function =
        FunctionLibraries.find(
                Path.of("tasks", golden.get("folder").asText()), golden.get("function").asText())
            .orElseThrow()
            .function();
    List<Map<String, Object>> docs =
        StreamSupport.stream(golden.get("docs").spliterator(), false)
            .map(FunctionGoldenTest::fields)
            .toList();
    JsonNode expected = golden.get("expected");
    switch (golden.get("kind").asText()) {
      case "document" -> {
        TaskFunction.OfDocument of = (TaskFunction.OfDocument) function;
        assertThat(docs.stream().map(of::apply).toList()).isEqualTo(value(expected));
      }
      case "documents" -> {
        TaskFunction.OfDocuments of = ((TaskFunction.OfDocuments) function).started();
        List<Map<String, Object>> made = new ArrayList<>();
        docs.forEach(doc -> made.addAll(of.apply(doc)));
        assertThat(made).isEqualTo(value(expected));
      }
      case "texts" -> texts((TaskFunction.OfArguments) function, docs, golden);
      case "figures" -> figures((TaskFunction.OfResults) function, docs, golden);
      default -> assertThat(wrong((TaskFunction.OfResults) function, docs, golden)).isEmpty();
    }
  }

  @Test
  void a_shuffle_begins_anew_with_every_pass() {
    TaskFunction.OfDocuments shuffle =
        (TaskFunction.OfDocuments)
            FunctionLibraries.find(Path.of("gpqa", "n_shot"), "utils.process_docs")
                .orElseThrow()
                .function();
    Map<String, Object> document =
        Map.of(
            "Correct Answer", "a",
            "Incorrect Answer 1", "b",
            "Incorrect Answer 2", "c",
            "Incorrect Answer 3", "d");
    List<Map<String, Object>> first = shuffle.started().apply(document);
    assertThat(shuffle.started().apply(document)).isEqualTo(first);
  }

  private static List<String> wrong(
      TaskFunction.OfResults function, List<Map<String, Object>> docs, JsonNode golden) {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < docs.size(); i++) {
      Map<String, Score> scores = function.apply(docs.get(i), outcome(golden, i));
      for (Map.Entry<String, JsonNode> one : golden.get("expected").get(i).properties()) {
        double given = scores.get(one.getKey()).value();
        if (!(Math.abs(given - one.getValue().doubleValue()) <= ARITHMETIC)) {
          wrong.add(given + " for " + docs.get(i) + ": " + golden.get("results").get(i));
        }
      }
    }
    return wrong;
  }

  private static void texts(
      TaskFunction.OfArguments function, List<Map<String, Object>> docs, JsonNode golden) {
    TaskFunction.OfTexts filter = function.with(fields(golden.get("arguments")));
    for (int i = 0; i < golden.get("texts").size(); i++) {
      if (i < golden.get("expected").size()) {
        assertThat(filter.apply(docs.get(i), strings(golden.get("texts").get(i))))
            .as("%s of %s", golden.get("texts").get(i), golden.get("arguments"))
            .isEqualTo(strings(golden.get("expected").get(i)));
      }
    }
  }

  private static void figures(
      TaskFunction.OfResults function, List<Map<String, Object>> docs, JsonNode golden) {
    Map<String, List<Score>> scores = new LinkedHashMap<>();
    for (int i = 0; i < docs.size(); i++) {
      function
          .apply(docs.get(i), outcome(golden, i))
          .forEach(
              (name, score) -> scores.computeIfAbsent(name, n -> new ArrayList<>()).add(score));
    }
    for (Map.Entry<String, JsonNode> one : golden.get("expected").properties()) {
      String name = one.getKey();
      String aggregation =
          name.startsWith("amb")
              ? "utils.agg_amb_bias_scores"
              : name.startsWith("disamb")
                  ? "utils.agg_disamb_bias_scores"
                  : "utils.agg_accuracy_amb";
      TaskFunction.OfCorpus corpus =
          (TaskFunction.OfCorpus)
              FunctionLibraries.find(Path.of("bbq"), aggregation).orElseThrow().function();
      List<Score> of = scores.get(name);
      Observations items =
          new Observations(
              of.stream().mapToDouble(Score::value).toArray(),
              new long[0],
              of.stream()
                  .map(s -> s.statistics().stream().mapToDouble(Double::doubleValue).toArray())
                  .toArray(double[][]::new));
      assertThat(corpus.aggregation().value(items))
          .as(name)
          .isCloseTo(one.getValue().doubleValue(), within(ARITHMETIC));
    }
  }

  private static Outcome outcome(JsonNode golden, int index) {
    JsonNode result = golden.get("results").get(index);
    if (result.isTextual()) {
      return new Outcome.Generated(List.of(result.asText()));
    }
    List<String> choices = new ArrayList<>();
    double[] logarithms = new double[result.size()];
    boolean[] greedy = new boolean[result.size()];
    for (int i = 0; i < logarithms.length; i++) {
      choices.add("choice " + i);
      logarithms[i] = result.get(i).get(0).doubleValue();
      greedy[i] = result.get(i).get(1).booleanValue();
    }
    return new Outcome.Choices(choices, logarithms, greedy, new double[0]);
  }

  private static List<String> strings(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> fields(JsonNode node) {
    return (Map<String, Object>) value(node);
  }

  /** As the readers of data have values. */
  private static Object value(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      node.properties().forEach(one -> fields.put(one.getKey(), value(one.getValue())));
      return fields;
    }
    if (node.isArray()) {
      List<Object> items = new ArrayList<>();
      node.forEach(one -> items.add(value(one)));
      return items;
    }
    if (node.getNodeType() == JsonNodeType.NUMBER) {
      return node.isIntegralNumber() ? (Object) node.longValue() : node.doubleValue();
    }
    return node.isBoolean() ? (Object) node.booleanValue() : node.isNull() ? null : node.asText();
  }
}
