package io.quantgrid.kernels.solve.llmint8;

import io.quantgrid.kernels.element.Int8;
import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.tensor.Engine;
import java.util.TreeMap;

/**
 * The weights of LLM.int8() (arXiv 2208.07339): vector-wise int8 (section 2.1), one scale per
 * output channel, rounded to nearest; {@code int8/channel/narrow} is the paper's {@code 127 /
 * max|w|}, {@code int8/channel} the range of compressed-tensors. What makes the method is the
 * activations' side: {@link MixedInt8}. There the weights that meet outliers are these int8 ones,
 * dequantized, as in bitsandbytes when it keeps no 16-bit copy. Needs no calibration.
 */
public record LlmInt8() implements Solver {
  public static LlmInt8 defaults() {
    return new LlmInt8();
  }

  /** A {@link Plain} matrix. */
  @Override
  public Solution solve(LinearLayer layer, Engine engine) {
    layer.requireScheme(
        layer.scheme().element() == Int8.TYPE
            && layer.scheme().granularity() instanceof Granularity.PerChannel
            && layer.scheme().symmetry() != Symmetry.ASYMMETRIC,
        "llm_int8",
        "int8/channel/narrow or int8/channel");
    layer.requireFiniteWeights();
    return new Solution(
        new Plain(
            RoundToNearest.quantize(
                layer.weights(),
                layer.rows(),
                layer.columns(),
                layer.scheme(),
                layer.arithmetic())),
        new TreeMap<>());
  }
}
