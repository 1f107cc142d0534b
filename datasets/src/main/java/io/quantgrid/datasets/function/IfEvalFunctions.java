package io.quantgrid.datasets.function;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.datasets.ifeval.IfEval;
import io.quantgrid.datasets.ifeval.IfEvalVerdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** IFEval: whether instructions are followed. Shares of instructions are those of all documents. */
record IfEvalFunctions() implements FunctionLibrary {
  @Override
  public String folder() {
    return "ifeval";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Map<String, TaskFunction> functions() {
    return Map.of(
        "utils.process_results",
        (TaskFunction.OfResults) IfEvalFunctions::scores,
        "utils.agg_inst_level_acc",
        new TaskFunction.OfCorpus(Aggregation.RATIO));
  }

  private static Map<String, Score> scores(Map<String, Object> fields, Outcome outcome) {
    if (!(outcome instanceof Outcome.Generated generated)) {
      throw new IllegalArgumentException(outcome + " (expected a generated text)");
    }
    IfEvalVerdict verdict = IfEval.judge(fields, generated.first());
    double count = verdict.instructions();
    Map<String, Score> scores = new LinkedHashMap<>();
    verdict
        .metrics()
        .forEach(
            (name, value) ->
                scores.put(
                    name,
                    name.startsWith("inst")
                        ? new Score(value, List.of(value * count, count))
                        : Score.of(value)));
    return scores;
  }
}
