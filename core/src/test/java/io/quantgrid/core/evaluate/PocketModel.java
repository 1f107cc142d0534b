package io.quantgrid.core.evaluate;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.CheckpointWeights;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.StopTokens;
import io.quantgrid.core.text.Tokenizer;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The trained model of the test resources, in float32, on libtorch unless said otherwise. */
record PocketModel(CausalModel model, Tokenizer tokenizer, Set<Integer> stopTokens)
    implements AutoCloseable {

  static PocketModel open() {
    return open(Optional.empty());
  }

  /**
   * @param kv what keys and values go through
   */
  static PocketModel open(Optional<KvScheme> kv) {
    return open("torch", kv);
  }

  /**
   * @param engineName {@code torch} or {@code nd4j}
   */
  static PocketModel open(String engineName, Optional<KvScheme> kv) {
    Engine engine = Engines.named(engineName);
    engine.threads(1);
    Path folder = resource("/pocket-s");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      CausalModel model =
          Models.load(
              engine,
              Models.config(checkpoint.config(), folder.toString()),
              new CheckpointWeights(engine, checkpoint),
              new Computation(DType.FLOAT32, Optional.empty(), kv, name -> true, Compute.NATIVE));
      return new PocketModel(
          model,
          HuggingFaceTokenizer.open(resource("/text/pocket-tokenizer")),
          StopTokens.of(folder));
    }
  }

  private static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(PocketModel.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  ModelEvaluator evaluator(int batch, int maxLength) {
    return new ModelEvaluator(
        model, tokenizer, new EvaluationSettings(batch, 64, 1), stopTokens, maxLength);
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }
}
