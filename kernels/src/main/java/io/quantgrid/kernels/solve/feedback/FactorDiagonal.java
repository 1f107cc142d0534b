package io.quantgrid.kernels.solve.feedback;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import java.util.stream.LongStream;

/**
 * The diagonal of a factor. {@code L_kk^2 = 1 / [H^-1]_kk} of what is left of H when the columns
 * before k are rounded: what an error of one in column k costs, the others compensating.
 */
public final class FactorDiagonal {
  private FactorDiagonal() {}

  /** {@code L_kk} of each column, in the order of columns. */
  @SuppressWarnings("try") // scopes are there to be closed
  public static float[] of(DampedFactor factor, Engine engine) {
    int n = factor.order().length;
    try (Scope scope = engine.scope()) {
      long[] places = LongStream.range(0, n).toArray();
      float[] entries = engine.toFloats(engine.gather(factor.lower(), engine.longs(places, n, 1)));
      float[] out = new float[n];
      for (int position = 0; position < n; position++) {
        out[factor.order()[position]] = entries[n - 1 - position];
      }
      return out;
    }
  }
}
