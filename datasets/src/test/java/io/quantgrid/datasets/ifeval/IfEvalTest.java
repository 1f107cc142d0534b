package io.quantgrid.datasets.ifeval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.evaluate.TaskException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IfEvalTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Golden(
      List<String> instructions,
      List<Map<String, Object>> kwargs,
      String response,
      List<Boolean> strict,
      List<Boolean> loose) {
    Map<String, Object> document() {
      return document(instructions, kwargs);
    }

    static Map<String, Object> document(List<String> ids, List<Map<String, Object>> kwargs) {
      return Map.of("instruction_id_list", ids, "kwargs", kwargs);
    }
  }

  private static List<Golden> goldens() throws Exception {
    try (InputStream in = IfEvalTest.class.getResourceAsStream("/ifeval/verdicts.jsonl")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(
              line -> {
                try {
                  return JSON.readValue(line, new TypeReference<Golden>() {});
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              })
          .toList();
    }
  }

  @Test
  void every_verdict_is_the_harness_s() throws Exception {
    Set<String> seen = new TreeSet<>();
    for (Golden golden : goldens()) {
      IfEvalVerdict verdict = IfEval.judge(golden.document(), golden.response());
      assertThat(verdict)
          .as("%s of %s", golden.instructions(), golden.response())
          .isEqualTo(new IfEvalVerdict(golden.strict(), golden.loose()));
      seen.addAll(golden.instructions());
    }
    assertThat(seen).containsExactlyElementsOf(Instructions.ids()).hasSize(25);
  }

  private static IfEvalVerdict judged(String response, String... ids) {
    return IfEval.judge(
        Golden.document(List.of(ids), Collections.nCopies(ids.length, Map.of())), response);
  }

  @Test
  void prompts_count_whole_and_instructions_by_share() {
    IfEvalVerdict verdict =
        judged("\"No, <<it>> is not.\"", "startend:quotation", "punctuation:no_comma");
    assertThat(verdict.metrics())
        .isEqualTo(
            Map.of(
                "prompt_level_strict_acc", 0.0,
                "inst_level_strict_acc", 0.5,
                "prompt_level_loose_acc", 0.0,
                "inst_level_loose_acc", 0.5));
    assertThat(verdict.instructions()).isEqualTo(2);
  }

  @Test
  void a_chatty_first_line_is_forgiven_loosely() {
    IfEvalVerdict verdict = judged("Sure:\n{\"a\": 1}", "detectable_format:json_format");
    assertThat(verdict.strict()).containsExactly(false);
    assertThat(verdict.loose()).containsExactly(true);
  }

  @Test
  void an_empty_response_follows_nothing() {
    assertThat(judged(" \n ", "punctuation:no_comma").loose()).containsExactly(false);
  }

  @Test
  void what_does_not_fit_is_named() {
    assertThatThrownBy(() -> judged("x", "punctuation:no_comas"))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("punctuation:no_comas")
        .hasMessageEndingWith("did you mean punctuation:no_comma?");
    assertThatThrownBy(() -> judged("x", "length_constraints:number_words"))
        .hasMessage(
            "Cannot check length_constraints:number_words: num_words: none (expected a number"
                + " above 0)");
    assertThatThrownBy(() -> IfEval.judge(Map.of("instruction_id_list", List.of("a")), "x"))
        .hasMessageStartingWith("Cannot judge a response: kwargs: null");
  }
}
