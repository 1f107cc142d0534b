package io.quantgrid.datasets.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.datasets.code.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class CodeFunctionsTest {
  /** A product of a few factors in double. */
  private static final double ROUNDING = 1e-12;

  private static TaskFunction function(String folder, String name) {
    return FunctionLibraries.find(Path.of("tasks", folder), name).orElseThrow().function();
  }

  @Test
  void a_program_is_the_prompt_and_the_answer() {
    Map<String, Object> fields = Map.of("prompt", "def f():\n");
    assertThat(
            ((TaskFunction.OfTexts) function("humaneval", "utils.build_predictions"))
                .apply(fields, List.of("  return 1", "  pass")))
        .containsExactly("def f():\n  return 1", "def f():\n  pass");
    assertThat(
            ((TaskFunction.OfTexts) function("humaneval", "utils.build_predictions_instruct"))
                .apply(fields, List.of("  return 1\n```\nThat is it.")))
        .containsExactly("def f():\n  return 1\n");
    assertThat(
            ((TaskFunction.OfTexts) function("mbpp", "utils.build_predictions"))
                .apply(Map.of(), List.of("python\nx = 1\n```")))
        .containsExactly("x = 1");
    assertThat(
            ((TaskFunction.OfTexts) function("mbpp", "utils.build_predictions"))
                .apply(Map.of(), List.of("x = 1\n```\nDone.", "\nx = 1```", "x = 1")))
        .containsExactly("x = 1", "x = 1", "");
  }

  @Test
  void programs_are_built_of_answers_as_the_harness_builds_them() throws IOException {
    JsonNode all;
    try (InputStream in = CodeFunctionsTest.class.getResourceAsStream("/functions/programs.json")) {
      all = new ObjectMapper().readTree(in);
    }
    assertThat(all).hasSize(5);
    for (JsonNode one : all) {
      Map<String, Object> fields = new HashMap<>();
      one.get("doc").properties().forEach(e -> fields.put(e.getKey(), e.getValue().asText()));
      assertThat(
              ((TaskFunction.OfTexts)
                      function(one.get("folder").asText(), one.get("function").asText()))
                  .apply(fields, texts(one.get("answers"))))
          .as(one.get("function").asText())
          .isEqualTo(texts(one.get("built")));
    }
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  @Test
  void an_assertion_of_cruxeval_stands_in_the_program_and_what_is_expected_is_no_test() {
    assumeTrue(Sandbox.available(), "no python3 on the PATH");
    List<String> programs = List.of("assert 1 == 1", "assert 1 == 2");
    AnswersMeasure measure =
        ((TaskFunction.OfAnswers) function("cruxeval", "utils.pass_at_k")).with(Map.of("k", 1), 2);
    assertThat(measure.apply(List.of("[ANSWER]"), programs))
        .containsOnly(entry("pass@1", Score.of(0.5)));
  }

  private static AnswersMeasure passAt(Object k, int texts) {
    return ((TaskFunction.OfAnswers) function("humaneval", "utils.pass_at_k"))
        .with(Map.of("k", k), texts);
  }

  @Test
  void what_passes_is_counted_over_all_programs_and_the_chance_of_k_is_estimated_from_it() {
    assumeTrue(Sandbox.available(), "no python3 on the PATH");
    List<String> tests = List.of("def check(f):\n  assert f(2) == 4\ncheck(double)");
    String right = "def double(x):\n  return 2 * x";
    List<String> programs = List.of(right, "def double(x):\n  return 3 * x", "def", right + " ");
    Map<String, Score> scores = passAt(List.of(1, 2, 4), 4).apply(tests, programs);
    assertThat(scores).containsOnlyKeys("pass@1", "pass@2", "pass@4");
    assertThat(scores.get("pass@1")).isEqualTo(Score.of(0.5));
    assertThat(scores.get("pass@2").value()) // one pair of six holds none that passes
        .isCloseTo(1 - 1.0 / 6, within(ROUNDING));
    assertThat(scores.get("pass@4")).isEqualTo(Score.of(1));
    assertThat(passAt(List.of(1, 4), 4).apply(tests, programs.subList(1, 3)))
        .containsOnly(entry("pass@1", Score.of(0)));
    assertThat(
            ((TaskFunction.OfAnswers) function("mbpp", "utils.pass_at_1"))
                .with(Map.of(), 2)
                .apply(tests, programs.subList(0, 2)))
        .containsOnly(entry("pass_at_1", Score.of(0.5)));
  }

  @Test
  void metrics_are_named_as_the_harness_names_them_and_need_enough_programs() {
    assertThat(function("humaneval", "utils.pass_at_k"))
        .isInstanceOf(TaskFunction.RunsPrograms.class);
    assertThat(passAt(List.of(2, 1), 2).names()).containsExactly("pass@2", "pass@1");
    assertThat(passAt(1, 1).names()).containsExactly("pass@1");
    assertThatThrownBy(() -> passAt(List.of(1, 4), 3))
        .hasMessage("k: [1, 4] (expected 1 to the number of repeats, 3)");
    assertThatThrownBy(() -> passAt("all", 3)).hasMessageStartingWith("k: all (expected 1 to");
  }

  @Test
  void the_examples_of_mbpp_are_its_programs_from_the_second_on() {
    TaskFunction.OfDocuments kept =
        (TaskFunction.OfDocuments) function("mbpp", "utils.from_second");
    assertThat(kept.apply(Map.of("task_id", 1L))).isEmpty();
    assertThat(kept.apply(Map.of("task_id", 2L))).hasSize(1);
  }
}
