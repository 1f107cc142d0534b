package io.quantgrid.datasets.function;

import io.quantgrid.datasets.code.CodeBlocks;
import io.quantgrid.datasets.code.Sandbox;
import io.quantgrid.datasets.code.SandboxLimits;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** HumanEval and MBPP: programs are run against their tests, in a sandbox. */
record CodeFunctions(String folder, Map<String, TaskFunction> functions)
    implements FunctionLibrary {
  static final CodeFunctions HUMANEVAL =
      new CodeFunctions(
          "humaneval",
          Map.of(
              "utils.pass_at_k",
              new PassesTests(),
              "utils.build_predictions",
              behindPrompt(answer -> answer),
              "utils.build_predictions_instruct",
              behindPrompt(CodeBlocks::beforeFence)));

  static final CodeFunctions MBPP =
      new CodeFunctions(
          "mbpp",
          Map.of(
              "utils.pass_at_1",
              new PassesTests(),
              "utils.build_predictions",
              (TaskFunction.OfTexts)
                  (fields, texts) -> texts.stream().map(CodeBlocks::first).toList()));

  @Override
  public int version() {
    return 1;
  }

  private static TaskFunction.OfTexts behindPrompt(UnaryOperator<String> body) {
    return (fields, texts) -> {
      if (!(fields.get("prompt") instanceof String prompt)) {
        throw new IllegalArgumentException(
            "prompt: " + fields.get("prompt") + " (expected the beginning of a program)");
      }
      return texts.stream().map(text -> prompt + body.apply(text)).toList();
    };
  }

  /** 1 where the program and then its tests run through. */
  private record PassesTests() implements TaskFunction.OfPair, TaskFunction.RunsPrograms {
    @Override
    public Score apply(List<String> expected, String given) {
      String program = given + "\n" + String.join("\n", expected);
      return Score.of(Sandbox.open(SandboxLimits.DEFAULT).run(program).passed());
    }
  }
}
