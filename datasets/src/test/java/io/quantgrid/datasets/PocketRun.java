package io.quantgrid.datasets;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.evaluate.EvaluationSettings;
import io.quantgrid.core.evaluate.ModelEvaluator;
import io.quantgrid.core.evaluate.SampleResult;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.CheckpointWeights;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.StopTokens;
import io.quantgrid.core.text.Tokenizer;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A task evaluated on a model of a folder, in float32 on libtorch. */
final class PocketRun {
  private PocketRun() {}

  /** Of a task of one item. */
  static SampleResult only(Task task, Path model, EvaluationSettings settings) {
    return all(task, model, settings).get(0);
  }

  static List<SampleResult> all(Task task, Path model, EvaluationSettings settings) {
    Engine engine = Engines.named("torch");
    engine.threads(settings.threads());
    try (Checkpoint checkpoint = Checkpoint.open(model);
        Tokenizer tokenizer = HuggingFaceTokenizer.open(model);
        CausalModel loaded =
            Models.load(
                engine,
                Models.config(checkpoint.config(), model.toString()),
                new CheckpointWeights(engine, checkpoint),
                Computation.in(DType.FLOAT32))) {
      ModelEvaluator evaluator =
          new ModelEvaluator(
              loaded,
              tokenizer,
              settings,
              StopTokens.of(model),
              ModelEvaluator.maxLength(loaded.config(), tokenizer));
      return evaluator.evaluate(task, task.items(0, task.size()), Optional.empty());
    }
  }
}
