package io.quantgrid.datasets.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quantgrid.datasets.code.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CodeFunctionsTest {
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
  }

  @Test
  void it_is_right_where_its_tests_run_through() {
    assumeTrue(Sandbox.available(), "no python3 on the PATH");
    TaskFunction pass = function("humaneval", "utils.pass_at_k");
    assertThat(pass).isInstanceOf(TaskFunction.RunsPrograms.class);
    List<String> tests = List.of("def check(f):\n  assert f(2) == 4\ncheck(double)");
    TaskFunction.OfPair pair = (TaskFunction.OfPair) pass;
    assertThat(pair.apply(tests, "def double(x):\n  return 2 * x")).isEqualTo(Score.of(1));
    assertThat(pair.apply(tests, "def double(x):\n  return 3 * x")).isEqualTo(Score.of(0));
  }
}
