package io.quantgrid.datasets.function;

import io.quantgrid.datasets.code.CodeBlocks;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** HumanEval, its gaps, and MBPP: programs are run against their tests, in a sandbox. */
record CodeFunctions(String folder, Map<String, TaskFunction> functions)
    implements FunctionLibrary {
  static final CodeFunctions HUMANEVAL =
      new CodeFunctions(
          "humaneval",
          Map.of(
              "utils.pass_at_k",
              new PassRate.AtK(PassRate.Tests.BEHIND),
              "utils.build_predictions",
              behindPrompt(answer -> answer),
              "utils.build_predictions_instruct",
              behindPrompt(CodeBlocks::beforeFence)));

  static final CodeFunctions INFILLING =
      new CodeFunctions(
          "humaneval_infilling",
          Map.of(
              "utils.pass_at_k",
              new PassRate.AtK(PassRate.Tests.BEHIND),
              "utils.build_predictions",
              (TaskFunction.OfTexts)
                  (fields, texts) ->
                      texts.stream()
                          .map(
                              text ->
                                  Columns.text(fields, "prompt")
                                      + text
                                      + Columns.text(fields, "suffix"))
                          .toList()));

  static final CodeFunctions MBPP =
      new CodeFunctions(
          "mbpp",
          Map.of(
              "utils.pass_at_1",
              new PassRate.AtOne(),
              "utils.from_second",
              (TaskFunction.OfDocuments)
                  fields -> Columns.number(fields, "task_id") > 1 ? List.of(fields) : List.of(),
              "utils.build_predictions",
              (TaskFunction.OfTexts)
                  (fields, texts) -> texts.stream().map(CodeBlocks::first).toList()));

  @Override
  public int version() {
    return 3;
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
}
