package io.quantgrid.kernels.scan;

import io.quantgrid.kernels.scan.Recurrence.Block;
import java.util.List;

/**
 * The recurrence of Mamba-2 (arXiv 2405.21060, section 2 with scalar-identity A), for head h, its
 * channel p, entry n of the channel's state, and the group g that the head belongs to:
 *
 * <pre>
 *  s[h][p][n] = exp(dt[h] A[h]) s[h][p][n] + dt[h] x[h][p] B[g][n]
 *  y[h][p]    = sum over n of s[h][p][n] C[g][n] + D[h] x[h][p]
 * </pre>
 */
public final class HeadScan {
  private final Shape shape;
  private final List<Block> blocks;
  private final float[] a;
  private final float[] d;

  /**
   * @param headDim channels of a head
   * @param groups of heads that share B and C; heads are a multiple of it
   * @param state entries of a channel's state
   */
  public record Shape(int heads, int headDim, int groups, int state) {
    public Shape {
      if (heads < 1 || headDim < 1 || groups < 1 || state < 1 || heads % groups != 0) {
        throw new IllegalArgumentException(
            "Cannot scan %d heads of %d channels and %d states in %d groups (expected equal groups)"
                .formatted(heads, headDim, state, groups));
      }
    }

    /** Channels of all heads. */
    public int inner() {
      return heads * headDim;
    }
  }

  /**
   * @param a {@code [heads]}
   * @param d {@code [heads]}
   */
  public HeadScan(Shape shape, float[] a, float[] d) {
    Recurrence.require("A", a, shape.heads());
    Recurrence.require("D", d, shape.heads());
    this.shape = shape;
    this.blocks = Recurrence.blocks(shape.inner(), shape.groups());
    this.a = a.clone();
    this.d = d.clone();
  }

  /** The state before any text. */
  public float[] zeros() {
    return new float[shape.inner() * shape.state()];
  }

  /**
   * @param x {@code [tokens, heads, headDim]}
   * @param dt {@code [tokens, heads]}, after softplus
   * @param b {@code [tokens, groups, state]}
   * @param c {@code [tokens, groups, state]}
   * @param initial {@code [heads, headDim, state]}
   */
  public Scanned run(
      Order order, float[] x, float[] dt, float[] b, float[] c, float[] initial, AfterToken after) {
    long tokens = order.tokens();
    Recurrence.require("x", x, tokens * shape.inner());
    Recurrence.require("dt", dt, tokens * shape.heads());
    Recurrence.require("B", b, tokens * shape.groups() * shape.state());
    Recurrence.require("C", c, tokens * shape.groups() * shape.state());
    Recurrence.require("the state", initial, (long) shape.inner() * shape.state());
    return Recurrence.run(
        order,
        blocks,
        initial,
        shape.state(),
        after,
        index -> cell(blocks.get(index), x, dt, b, c));
  }

  private Recurrence.Cell cell(Block block, float[] x, float[] dt, float[] b, float[] c) {
    float[] decay = new float[block.width()]; // less 1
    float[] input = new float[block.width()];
    return (token, h, y) -> {
      System.arraycopy(x, token * shape.inner() + block.first(), input, 0, input.length);
      int head = block.first() / shape.headDim();
      for (int at = 0; at < y.length; head++) {
        int end = Math.min(y.length, (head + 1) * shape.headDim() - block.first());
        float step = dt[token * shape.heads() + head];
        float less = (float) Math.expm1((double) step * a[head]);
        for (; at < end; at++) {
          decay[at] = less;
          y[at] = d[head] * input[at];
          input[at] *= step;
        }
      }
      int first = (token * shape.groups() + block.group()) * shape.state();
      for (int n = 0; n < shape.state(); n++) {
        Recurrence.step(decay, input, b[first + n], c[first + n], h[n], y);
      }
    };
  }
}
