package io.quantgrid.jobs.cli;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.CheckpointWeights;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.TokenBatch;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.datasets.pocket.PocketModels;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Scores a known continuation with an embedded model, from text to log-probability. */
final class SelfCheck {
  private static final String CONTEXT = "I cheated Ned in the game. Is this wrong?";
  private static final String CONTINUATION = " yes";

  /** By lm-evaluation-harness 0.4.13, hf backend, float32. */
  private static final double EXPECTED = -0.0166276;

  /** Float32 on another machine rounds differently by less. */
  private static final double TOLERANCE = 1e-3;

  private SelfCheck() {}

  @SuppressWarnings("try") // the scope frees what the rest makes
  static String run() {
    Path folder = PocketModels.folder("pocket-s");
    Engine engine = Engines.named("torch");
    engine.threads(1);
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.open(folder);
        CausalModel model =
            Models.load(
                engine,
                Models.config(checkpoint.config(), folder.toString()),
                new CheckpointWeights(engine, checkpoint),
                Computation.in(DType.FLOAT32));
        Scope scope = engine.scope()) {
      int[] context = tokenizer.encode(CONTEXT);
      int[] whole = tokenizer.encode(CONTEXT + CONTINUATION);
      Tensor hidden = model.hidden(TokenBatch.causal(List.of(context)));
      Tensor last = engine.narrow(hidden, 1, context.length - 1, 1);
      Tensor logits = model.logits(engine.reshape(last, 1, hidden.size(-1)));
      double found = engine.toFloats(engine.logSoftmax(logits))[whole[context.length]];
      if (!(Math.abs(found - EXPECTED) < TOLERANCE)) {
        throw new IllegalStateException(
            "Cannot trust this machine's arithmetic: a known item scores "
                + found
                + " (expected "
                + EXPECTED
                + ")");
      }
      return String.format(
          Locale.ROOT, "pocket-s scores a known item at %.5f (reference %.5f)", found, EXPECTED);
    }
  }
}
