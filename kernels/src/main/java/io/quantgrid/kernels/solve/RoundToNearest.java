package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;

/**
 * Round to nearest (RTN): every weight becomes the nearest code under a scale from the extremes of
 * its group, by the recipes of compressed-tensors 0.16.
 */
public final class RoundToNearest {
  private RoundToNearest() {}

  /**
   * Quantizes a matrix.
   *
   * @param weights row-major {@code [rows, columns]}, finite
   * @param arithmetic float32, bfloat16 or float16: scales and quotients are rounded to it, and
   *     scales are stored in it
   * @throws IllegalArgumentException when a weight is infinite or not a number, with its place, or
   *     a scale overflows {@code arithmetic}
   */
  public static QuantizedMatrix quantize(
      float[] weights, int rows, int columns, Scheme scheme, FloatType arithmetic) {
    if (!RtnLoops.handles(scheme)) {
      return reference(weights, rows, columns, scheme, arithmetic);
    }
    RtnLoops loops = new RtnLoops(weights, scheme, arithmetic);
    return run(loops, weights, rows, columns, scheme, arithmetic);
  }

  /** The same, one obvious operation at a time: the oracle of {@link #quantize}. */
  static QuantizedMatrix reference(
      float[] weights, int rows, int columns, Scheme scheme, FloatType arithmetic) {
    ElementType element = scheme.element();
    GroupSolver obvious =
        (start, end, codes) -> {
          float low = 0;
          float high = 0;
          for (int i = start; i < end; i++) {
            low = Math.min(low, weights[i]);
            high = Math.max(high, weights[i]);
          }
          Affine affine = Affine.of(low, high, scheme, arithmetic);
          for (int i = start; i < end; i++) {
            codes[i] = (byte) element.encode(affine.quantize(weights[i]));
          }
          return affine;
        };
    return run(obvious, weights, rows, columns, scheme, arithmetic);
  }

  /** Finds the scale of weights {@code start} to {@code end} and fills in their codes. */
  interface GroupSolver {
    Affine solve(int start, int end, byte[] codes);
  }

  private static QuantizedMatrix run(
      GroupSolver solver,
      float[] weights,
      int rows,
      int columns,
      Scheme scheme,
      FloatType arithmetic) {
    if (weights.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          "Cannot quantize "
              + weights.length
              + " weights (expected "
              + rows
              + " x "
              + columns
              + ")");
    }
    FastRounding.kind(arithmetic); // refuses what cannot be computed in
    boolean whole = scheme.granularity() instanceof Granularity.PerTensor;
    int size = whole ? weights.length : scheme.granularity().groupSize(columns);
    int groups = Math.toIntExact(QuantizedMatrix.scales(scheme, rows, columns));
    byte[] codes = new byte[weights.length];
    float[] scales = new float[groups];
    byte[] zeroPoints = new byte[scheme.symmetry() == Symmetry.ASYMMETRIC ? groups : 0];
    for (int group = 0; group < groups; group++) {
      int start = group * size;
      Affine affine = solver.solve(start, start + size, codes);
      if (!Float.isFinite(affine.scale())) {
        throw notFinite(weights, start, start + size, columns, arithmetic);
      }
      scales[group] = affine.scale();
      if (zeroPoints.length > 0) {
        zeroPoints[group] = (byte) affine.zeroPoint();
      }
    }
    return new QuantizedMatrix(scheme, rows, columns, codes, scales, arithmetic, zeroPoints, 1);
  }

  private static IllegalArgumentException notFinite(
      float[] weights, int start, int end, int columns, FloatType arithmetic) {
    for (int i = start; i < end; i++) {
      if (!Float.isFinite(weights[i])) {
        return new IllegalArgumentException(
            "Cannot quantize weight ["
                + i / columns
                + ", "
                + i % columns
                + "]: "
                + weights[i]
                + " (expected a finite number)");
      }
    }
    return new IllegalArgumentException(
        "Cannot quantize weights from ["
            + start / columns
            + ", "
            + start % columns
            + "] on: their range is too large for "
            + arithmetic.name()
            + " (expected at most "
            + arithmetic.largest()
            + ")");
  }
}
