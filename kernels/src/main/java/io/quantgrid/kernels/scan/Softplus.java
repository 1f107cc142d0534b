package io.quantgrid.kernels.scan;

/** {@code log(1 + exp(x))}: what makes step sizes positive. */
public final class Softplus {
  /** From here on the result is x in float32; PyTorch's threshold is the same. */
  private static final float LINEAR = 20;

  private Softplus() {}

  /** In place. */
  public static void apply(float[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] = x[i] > LINEAR ? x[i] : log1p(Math.exp(x[i]));
    }
  }

  /** By Kahan's correction, which costs less than {@link Math#log1p}. */
  private static float log1p(double e) {
    double one = 1 + e;
    return (float) (one == 1 ? e : Math.log(one) * (e / (one - 1)));
  }
}
