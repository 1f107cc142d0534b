package io.quantgrid.kernels.solve.llmint8;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.Int8;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.solve.RoundTrip;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.List;

/**
 * The activations of LLM.int8() (arXiv 2208.07339, section 3): entries of magnitude {@code
 * threshold} or more stay as they are, in 16 bits; the rest go through vector-wise int8, one scale
 * {@code max|rest| / 127} per token. A linear layer is linear, so multiplying the result with the
 * layer's int8 weights gives what the two products of the paper (equation 8) give together.
 *
 * <p>The paper decides per feature, over the tokens of a batch; here every token decides by its own
 * entries, so that no result depends on what else is in the batch.
 *
 * @param threshold above 0; default 6.0 (section 3.1)
 */
public record MixedInt8(float threshold) {
  private static final Scheme REST =
      Scheme.of(Int8.TYPE, new Granularity.PerToken(), Symmetry.NARROW);

  /** Turns the smallest difference of two normal numbers above {@code 2^-60} to more than 1. */
  private static final double STEEP = 1e30;

  public MixedInt8 {
    if (!(threshold >= 0x1p-60f && Float.isFinite(threshold))) {
      throw new IllegalArgumentException(
          "Cannot set llm_int8's threshold to " + threshold + " (expected a number above 0)");
    }
  }

  public static MixedInt8 defaults() {
    return new MixedInt8(6);
  }

  /**
   * What the activations {@code x [..., columns]} become, in {@code x}'s type: computed in float32,
   * by operations of the engine alone.
   */
  public Tensor apply(Engine engine, Tensor x) {
    try (Scope scope = engine.scope()) {
      Tensor wide = engine.cast(x, DType.FLOAT32); // [..., columns]
      float below = Math.nextDown(threshold);
      Tensor clamped = engine.clamp(wide, -below, below);
      Tensor excess = engine.sub(wide, clamped); // 0 but at outliers
      Tensor sign = engine.clamp(engine.mul(excess, STEEP), -1, 1);
      Tensor outlier = engine.mul(sign, sign); // 1 or 0
      // Outliers' entries become exactly 0 and stay it: int8 is symmetric.
      Tensor rest = engine.sub(clamped, engine.mul(clamped, outlier));
      Tensor kept = engine.mul(wide, outlier);
      Tensor mixed = engine.add(vectorWise(engine, rest), kept);
      return scope.keep(engine.cast(mixed, x.dtype()));
    }
  }

  /** {@link #REST} in plain operations. */
  private static Tensor vectorWise(Engine engine, Tensor x) {
    Tensor bothSigns = engine.cat(-1, List.of(x, engine.mul(x, -1)));
    Tensor largest = engine.amax(bothSigns, -1); // [...]
    long[] column = x.shape().clone();
    column[column.length - 1] = 1;
    Tensor steps = engine.floats(new float[] {Int8.TYPE.largest()}, 1);
    Tensor found = engine.div(engine.reshape(largest, column), steps); // [..., 1]
    Tensor scale = engine.clamp(found, Float.MIN_NORMAL, Float.MAX_VALUE); // zeros stay zeros
    float most = Int8.TYPE.largest();
    return engine.mul(engine.clamp(engine.round(engine.div(x, scale)), -most, most), scale);
  }

  /**
   * The same by plain arithmetic: the oracle of {@link #apply}.
   *
   * @param x row-major {@code [tokens, columns]}
   */
  public float[] reference(float[] x, int tokens, int columns) {
    float[] rest = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      rest[i] = Math.abs(x[i]) >= threshold ? 0 : x[i];
    }
    float[] out = RoundTrip.apply(rest, tokens, columns, REST, Float32.TYPE);
    for (int i = 0; i < x.length; i++) {
      out[i] += Math.abs(x[i]) >= threshold ? x[i] : 0;
    }
    return out;
  }

  /** The share of entries that stay in 16 bits; 0 of none. */
  public double outlierShare(float[] x) {
    long outliers = 0;
    for (float value : x) {
      outliers += Math.abs(value) >= threshold ? 1 : 0;
    }
    return x.length == 0 ? 0 : (double) outliers / x.length;
  }
}
