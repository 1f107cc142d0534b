package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.CheckpointWeights;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.InputObserver;
import io.quantgrid.core.model.ModelConfig;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.TokenBatch;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.solve.RangeObserver;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the scales of static activations: texts run through the unquantized model, one at a time,
 * while every linear layer's input is watched. Layers of one input share their scale. What is kept
 * is bounded by the number of layers, not by the texts.
 */
public final class Calibration {
  private static final String WEIGHT = ".weight";

  private Calibration() {}

  /**
   * Scales by the names of layers.
   *
   * @param format with static activations
   * @param recipe says in which arithmetic scales are computed
   * @param dtype the model computes in this
   * @param sequences token ids; at least one of at least one token
   * @throws IllegalArgumentException when there is nothing to calibrate on, or an input is not
   *     finite
   */
  @SuppressWarnings("try") // scopes free what is made while they are open
  public static Map<String, StaticScale> run(
      Engine engine,
      Path modelFolder,
      Format format,
      Recipe recipe,
      DType dtype,
      List<int[]> sequences) {
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot calibrate %s: no texts (expected a task with some)".formatted(format.name()));
    }
    Observers observers = new Observers(engine, format.activations().orElseThrow());
    try (Checkpoint checkpoint = Checkpoint.open(modelFolder)) {
      ModelConfig config =
          ModelConfig.read(checkpoint.config(), modelFolder.resolve("config.json").toString());
      int longest = config.maxLength().orElse(Integer.MAX_VALUE);
      try (CausalModel model =
          Models.observed(
              engine,
              config,
              new CheckpointWeights(engine, checkpoint),
              Computation.in(dtype),
              observers)) {
        for (int[] ids : sequences) {
          try (Scope scope = engine.scope()) {
            int[] fitting = ids.length > longest ? Arrays.copyOf(ids, longest) : ids;
            model.hidden(TokenBatch.causal(List.of(fitting)));
          }
        }
      }
      return observers.scales(checkpoint, recipe);
    }
  }

  /** One observer for each input. */
  private static final class Observers implements InputObserver {
    private final Engine engine;
    private final Scheme scheme;
    private final Map<List<String>, RangeObserver> byInput = new HashMap<>();

    Observers(Engine engine, Scheme scheme) {
      this.engine = engine;
      this.scheme = scheme;
    }

    @Override
    public void observe(List<String> weights, Tensor input) {
      RangeObserver observer = byInput.computeIfAbsent(weights, key -> new RangeObserver(scheme));
      try {
        observer.observe(engine.toFloats(input));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Cannot calibrate the input of %s: %s".formatted(weights, e.getMessage()), e);
      }
    }

    Map<String, StaticScale> scales(Checkpoint checkpoint, Recipe recipe) {
      Map<String, StaticScale> out = new TreeMap<>();
      byInput.forEach(
          (weights, observer) -> {
            FloatType stored =
                StoredFloats.type(checkpoint.tensor(weights.get(0)).dtype()).orElseThrow();
            StaticScale scale = observer.scale(recipe.arithmetic().type(stored));
            for (String weight : weights) {
              out.put(weight.substring(0, weight.length() - WEIGHT.length()), scale);
            }
          });
      return out;
    }
  }
}
