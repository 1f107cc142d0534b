package io.quantgrid.kernels.scan;

import io.quantgrid.kernels.scan.Recurrence.Block;
import java.util.Arrays;
import java.util.List;

/**
 * The selective scan of Mamba (arXiv 2312.00752, algorithm 2), for channel i and entry n of its
 * state:
 *
 * <pre>
 *  h[i][n] = exp(delta[i] A[i][n]) h[i][n] + delta[i] u[i] B[n]
 *  y[i]    = sum over n of h[i][n] C[n] + D[i] u[i]
 * </pre>
 *
 * <p>Nearly all of the time goes into the exponentials. Java vectorizes none, so they are computed
 * as {@code exp(x) - 1} from a polynomial at x / 16, squared four times by {@code q (2 + q)}: only
 * products and sums. That keeps decays near 1 as exact as {@code h + q h} can be; the error of a
 * decay is at most 2^-22.
 */
public final class SelectiveScan {
  /** What is added to or missing from a decay factor at most. */
  static final float DECAY_ERROR = 0x1p-22f;

  /** Below, the exponential is less than a quarter of the last place of 1. */
  private static final float LOWEST = -18;

  private static final float SIXTEENTH = 0x1p-4f;

  // (exp(r) - 1 - r) / r^2, interpolated at Chebyshev's points of [-18/16, 0]
  private static final float C2 = 0.49999997f;
  private static final float C3 = 0.16666557f;
  private static final float C4 = 0.041655246f;
  private static final float C5 = 0.008289177f;
  private static final float C6 = 0.001310373f;
  private static final float C7 = 0.00013139845f;

  private final int inner;
  private final int state;
  private final List<Block> blocks;
  private final float[][][] a; // [block, state, width]
  private final float[] d;

  /**
   * @param a {@code [inner, state]}, not above zero
   * @param d {@code [inner]}
   */
  public SelectiveScan(int inner, int state, float[] a, float[] d) {
    Recurrence.require("A", a, (long) inner * state);
    Recurrence.require("D", d, inner);
    for (float value : a) {
      if (!(value <= 0)) {
        throw new IllegalArgumentException(
            "Cannot scan with A of " + value + " (expected states that decay: not above 0)");
      }
    }
    this.inner = inner;
    this.state = state;
    this.blocks = Recurrence.blocks(inner, 1);
    this.a =
        blocks.stream()
            .map(block -> Recurrence.columns(a, block.first(), block.width(), state))
            .toArray(float[][][]::new);
    this.d = d.clone();
  }

  /** The state before any text. */
  public float[] zeros() {
    return new float[inner * state];
  }

  /**
   * @param u {@code [tokens, inner]}
   * @param delta {@code [tokens, inner]}, not negative: after softplus
   * @param b {@code [tokens, state]}
   * @param c {@code [tokens, state]}
   * @param initial {@code [inner, state]}
   */
  public Scanned run(
      Order order,
      float[] u,
      float[] delta,
      float[] b,
      float[] c,
      float[] initial,
      AfterToken after) {
    long tokens = order.tokens();
    Recurrence.require("u", u, tokens * inner);
    Recurrence.require("delta", delta, tokens * inner);
    Recurrence.require("B", b, tokens * state);
    Recurrence.require("C", c, tokens * state);
    Recurrence.require("the state", initial, (long) inner * state);
    return Recurrence.run(
        order, blocks, initial, state, after, index -> cell(index, u, delta, b, c));
  }

  private Recurrence.Cell cell(int index, float[] u, float[] delta, float[] b, float[] c) {
    Block block = blocks.get(index);
    float[] direct = Arrays.copyOfRange(d, block.first(), block.first() + block.width());
    float[] dt = new float[block.width()];
    float[] x = new float[block.width()];
    float[] decay = new float[block.width()];
    return (token, h, y) -> {
      int from = token * inner + block.first();
      System.arraycopy(delta, from, dt, 0, dt.length);
      System.arraycopy(u, from, x, 0, x.length);
      for (int i = 0; i < y.length; i++) {
        y[i] = direct[i] * x[i];
        x[i] *= dt[i];
      }
      for (int n = 0; n < state; n++) {
        decay(a[index][n], dt, decay);
        Recurrence.step(decay, x, b[token * state + n], c[token * state + n], h[n], y);
      }
    };
  }

  /** {@code exp(a dt) - 1}. Arrays under one index: the compiler vectorizes little else. */
  private static void decay(float[] a, float[] dt, float[] out) {
    for (int i = 0; i < out.length; i++) {
      float r = Math.max(a[i] * dt[i], LOWEST) * SIXTEENTH;
      float q = r * (1 + r * (C2 + r * (C3 + r * (C4 + r * (C5 + r * (C6 + r * C7))))));
      q = q * (2 + q);
      q = q * (2 + q);
      q = q * (2 + q);
      out[i] = q * (2 + q);
    }
  }
}
