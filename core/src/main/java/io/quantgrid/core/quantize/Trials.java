package io.quantgrid.core.quantize;

import io.quantgrid.core.quantize.BlockTensors.Values;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.solve.OutputError;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.transform.Columns;

/** What factors of one place do to outputs when its readers are rounded to nearest under them. */
final class Trials implements AutoCloseable {
  /** Which outputs errors are counted in. */
  enum Outputs {
    /** Those of the readers, summed, from second moments of their input. */
    LAYERS,
    /** That of the block, which runs on all texts. */
    BLOCK
  }

  private final Folding folding;
  private final Transform.Context context;
  private final Outputs outputs;
  private final OutputError layers;

  Trials(Folding folding, Transform.Context context, Outputs outputs) {
    this.folding = folding;
    this.context = context;
    this.outputs = outputs;
    InputStatistics inputs = folding.statistics(context);
    this.layers = new OutputError(context.engine(), inputs.secondMoments(), inputs.columns());
  }

  /**
   * The squared error under factors.
   *
   * @param factors {@code [channels]}
   */
  double error(float[] factors) {
    float[] columns = folding.spread(factors);
    if (outputs == Outputs.BLOCK) {
      BlockTensors trial = folding.tensors().copy();
      for (String name : folding.quantized(context.schemes())) {
        float[] rounded = rounded(name, columns);
        System.arraycopy(rounded, 0, trial.get(name).values(), 0, rounded.length);
      }
      return context.inputs().orElseThrow().outputError(trial);
    }
    double sum = 0;
    for (String name : folding.quantized(context.schemes())) {
      float[] difference = rounded(name, columns);
      float[] weight = folding.tensors().get(name).values();
      for (int i = 0; i < difference.length; i++) {
        difference[i] -= weight[i];
      }
      sum += layers.of(difference);
    }
    return sum;
  }

  /** A reader's weights rounded under the factors, which are taken out again. */
  private float[] rounded(String name, float[] columns) {
    Values weight = folding.tensors().get(name);
    Scheme scheme = context.schemes().apply(name).orElseThrow();
    float[] scaled = weight.values().clone();
    Columns.multiply(scaled, columns);
    float[] out =
        RoundToNearest.quantize(
                scaled, weight.rows(), weight.columns(), scheme, context.arithmetic())
            .dequantize();
    for (int i = 0; i < out.length; i++) {
      out[i] /= columns[i % columns.length];
    }
    return out;
  }

  @Override
  public void close() {
    layers.close();
  }
}
