package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Weights of a model without biases, of any shape, drawn uniformly from a seed. */
public final class RandomWeights implements WeightSource {
  private final Engine engine;
  private final Map<String, long[]> shapes = new HashMap<>();

  public RandomWeights(Engine engine, ModelConfig config) {
    this.engine = engine;
    long hidden = config.hidden();
    config.architecture().layers().stream()
        .flatMap(layer -> layer.branches().stream())
        .flatMap(branch -> branch.part().projections().stream())
        .forEach(
            projection ->
                projection
                    .outputs()
                    .forEach(
                        output ->
                            shapes.put(
                                output.weight(),
                                new long[] {output.rows(), projection.columns()})));
    shapes.put("model.embed_tokens.weight", new long[] {config.vocabulary(), hidden});
  }

  @Override
  public boolean has(String name) {
    return !name.equals("lm_head.weight");
  }

  @Override
  public Tensor weight(String name, DType dtype) {
    long[] shape = shapes.getOrDefault(name, new long[] {0});
    int count = 1;
    for (long extent : shape) {
      count = Math.toIntExact(count * extent);
    }
    float[] values;
    if (count == 0) {
      shape = new long[] {Math.toIntExact(shapes.get("model.embed_tokens.weight")[1])};
      values = new float[(int) shape[0]];
      Arrays.fill(values, 1);
    } else {
      values = new float[count];
      SplittableRandom random = new SplittableRandom(name.hashCode());
      for (int i = 0; i < count; i++) {
        values[i] = (random.nextInt() >> 8) * (0.05f / (1 << 23));
      }
    }
    try (Scope scope = engine.scope()) {
      return scope.keep(engine.cast(engine.floats(values, shape), dtype));
    }
  }
}
