package io.quantgrid.kernels.scan;

/**
 * The depthwise convolution before a scan: each channel's output is a weighted sum of its own last
 * {@code kernel} inputs, the token's own among them. No activation.
 */
public final class CausalConvolution {
  private final int channels;
  private final int kernel;
  private final float[][] weight; // [kernel, channels], the oldest input's first
  private final float[] bias;

  /**
   * @param weight {@code [channels, kernel]}, the oldest input's first
   * @param bias {@code [channels]}, zeros for none
   */
  public CausalConvolution(int channels, int kernel, float[] weight, float[] bias) {
    Recurrence.require("weight", weight, (long) channels * kernel);
    Recurrence.require("bias", bias, channels);
    this.channels = channels;
    this.kernel = kernel;
    this.weight = Recurrence.columns(weight, 0, channels, kernel);
    this.bias = bias.clone();
  }

  /** The inputs before any text. */
  public float[] zeros() {
    return new float[(kernel - 1) * channels];
  }

  /**
   * @param x {@code [tokens, channels]}
   * @param before {@code [kernel - 1, channels]}: the last inputs before the row, the oldest first
   * @return as {@code state} the last inputs up to the order's last token, as {@code before}
   */
  public Scanned run(Order order, float[] x, float[] before) {
    Recurrence.require("x", x, (long) order.tokens() * channels);
    Recurrence.require("inputs before", before, (long) (kernel - 1) * channels);
    float[] out = new float[x.length];
    float[] y = new float[channels];
    float[] input = new float[channels];
    int[] rows = new int[kernel];
    for (int token = 0; token < order.tokens(); token++) {
      if (order.isSkipped(token)) {
        continue;
      }
      rows(order, token, rows);
      System.arraycopy(bias, 0, y, 0, channels);
      for (int k = 0; k < kernel; k++) {
        copy(rows[k], x, before, input, 0);
        add(weight[k], input, y);
      }
      System.arraycopy(y, 0, out, token * channels, channels);
    }
    float[] last = new float[before.length];
    rows(order, order.last(), rows);
    for (int k = 1; k < kernel; k++) {
      copy(rows[k], x, before, last, (k - 1) * channels);
    }
    return new Scanned(out, last);
  }

  /** The inputs that a token sees, the oldest first; those before the row count down from -1. */
  private static void rows(Order order, int token, int[] rows) {
    int at = token;
    for (int k = rows.length - 1; k >= 0; k--) {
      rows[k] = at;
      at = at >= 0 ? order.previous(at) : at - 1;
    }
  }

  private void copy(int row, float[] x, float[] before, float[] to, int at) {
    if (row >= 0) {
      System.arraycopy(x, row * channels, to, at, channels);
    } else {
      System.arraycopy(before, (kernel - 1 + row) * channels, to, at, channels);
    }
  }

  private static void add(float[] weight, float[] x, float[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] += weight[i] * x[i];
    }
  }
}
