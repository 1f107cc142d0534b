package io.quantgrid.kernels.solve.feedback;

import java.util.Arrays;

/** The columns of one block, a run of rows at a time. */
final class BlockOfColumns {
  private static final int ROWS = 256;

  /** Columns whose sums over the columns before them are brought up to date together. */
  private static final int TOGETHER = 32;

  private static final int UNROLLED = 4;
  private static final int ROWS_READ = 16;

  private final float[] weights;
  private final int rows;
  private final DampedFactor factor;
  private final int first;
  private final int count;
  private final float[] before; // [count, rows], reverse order; then the errors
  private final ColumnRounding rounding;
  private final float[][] feedback; // [to][from], in order of rounding
  private final float[] inverse; // 1 / L_kk
  private final float[][] sums;
  private final float[][] errors;
  private final float[] targets = new float[ROWS];
  private final float[] values = new float[ROWS];
  private final float[][] own; // [count][ROWS]: weights

  BlockOfColumns(
      float[] weights,
      int rows,
      DampedFactor factor,
      int first,
      int count,
      float[] diagonal,
      float[] before,
      ColumnRounding rounding) {
    this.weights = weights;
    this.rows = rows;
    this.factor = factor;
    this.first = first;
    this.count = count;
    this.before = before;
    this.rounding = rounding;
    this.feedback = new float[count][count];
    this.inverse = new float[count];
    this.sums = new float[count][ROWS];
    this.errors = new float[count][ROWS];
    this.own = new float[count][ROWS];
    for (int to = 0; to < count; to++) {
      int column = count - 1 - to;
      inverse[to] = 1 / diagonal[column * count + column];
      for (int from = 0; from < to; from++) {
        feedback[to][from] = diagonal[(count - 1 - from) * count + column];
      }
    }
  }

  /** Rounds all rows; returns the errors {@code [count, rows]} in reverse order. */
  float[] round() {
    int together = rounding.span() > 0 ? rounding.span() : TOGETHER;
    for (int row = 0; row < rows; row += ROWS) {
      int height = Math.min(ROWS, rows - row);
      load(row, height);
      for (int from = 0; from < count; from += together) {
        int to = Math.min(count, from + together);
        int paired = from;
        for (; paired + 1 < to; paired += 2) {
          addToTwo(paired, from);
        }
        if (paired < to) {
          add(paired, 0, from);
        }
        if (rounding.span() > 0) {
          rounding.begin(first + from, to - from, row, height, current(from, to, height));
        }
        for (int k = from; k < to; k++) {
          add(k, from, k);
          column(k, row, height);
        }
      }
      for (int k = 0; k < count; k++) {
        System.arraycopy(errors[k], 0, before, (count - 1 - k) * rows + row, height);
      }
    }
    return before;
  }

  private void load(int row, int height) {
    int columns = factor.order().length;
    for (int k = 0; k < count; k++) {
      System.arraycopy(before, (count - 1 - k) * rows + row, sums[k], 0, height);
      if (factor.dead()[first + k]) {
        Arrays.fill(own[k], 0);
      }
    }
    // Few rows at a time: what is read stays in the cache, what is written follows one another.
    for (int i = 0; i < height; i += ROWS_READ) {
      int end = Math.min(height, i + ROWS_READ);
      for (int k = 0; k < count; k++) {
        if (!factor.dead()[first + k]) {
          gather(own[k], (long) row * columns + factor.order()[first + k], i, end, columns);
        }
      }
    }
  }

  private void gather(float[] out, long from, int start, int end, int columns) {
    for (int i = start; i < end; i++) {
      out[i] = weights[(int) (from + (long) i * columns)];
    }
  }

  private void column(int k, int row, int height) {
    float[] weight = own[k];
    float[] sum = sums[k];
    float[] error = errors[k];
    float share = inverse[k];
    for (int i = 0; i < height; i++) {
      targets[i] = weight[i] + sum[i] * share;
    }
    rounding.round(first + k, row, height, targets, values);
    for (int i = 0; i < height; i++) {
      error[i] = weight[i] - values[i];
    }
  }

  /** Adds to the sums of column k what the errors of columns {@code from .. to - 1} give. */
  private void add(int k, int from, int to) {
    float[] factors = feedback[k];
    int j = from;
    for (; j + UNROLLED <= to; j += UNROLLED) {
      addFour(
          sums[k],
          errors[j],
          errors[j + 1],
          errors[j + 2],
          errors[j + 3],
          factors[j],
          factors[j + 1],
          factors[j + 2],
          factors[j + 3]);
    }
    for (; j < to; j++) {
      addOne(sums[k], errors[j], factors[j]);
    }
  }

  /** {@link #add} of columns 0 .. to - 1 for columns k and k + 1; {@code to} at most k. */
  private void addToTwo(int k, int to) {
    float[] of = feedback[k];
    float[] ofNext = feedback[k + 1];
    int j = 0;
    for (; j + UNROLLED <= to; j += UNROLLED) {
      addFourToTwo(
          sums[k],
          sums[k + 1],
          errors[j],
          errors[j + 1],
          errors[j + 2],
          errors[j + 3],
          of,
          ofNext,
          j);
    }
    for (; j < to; j++) {
      addOne(sums[k], errors[j], of[j]);
      addOne(sums[k + 1], errors[j], ofNext[j]);
    }
  }

  private static void addFourToTwo(
      float[] sum,
      float[] next,
      float[] a,
      float[] b,
      float[] c,
      float[] d,
      float[] of,
      float[] ofNext,
      int j) {
    float byA = of[j];
    float byB = of[j + 1];
    float byC = of[j + 2];
    float byD = of[j + 3];
    float nextA = ofNext[j];
    float nextB = ofNext[j + 1];
    float nextC = ofNext[j + 2];
    float nextD = ofNext[j + 3];
    for (int i = 0; i < ROWS; i++) {
      sum[i] += byA * a[i] + byB * b[i] + byC * c[i] + byD * d[i];
      next[i] += nextA * a[i] + nextB * b[i] + nextC * c[i] + nextD * d[i];
    }
  }

  private static void addFour(
      float[] sum,
      float[] a,
      float[] b,
      float[] c,
      float[] d,
      float byA,
      float byB,
      float byC,
      float byD) {
    for (int i = 0; i < ROWS; i++) {
      sum[i] += byA * a[i] + byB * b[i] + byC * c[i] + byD * d[i];
    }
  }

  private static void addOne(float[] sum, float[] a, float byA) {
    for (int i = 0; i < ROWS; i++) {
      sum[i] += byA * a[i];
    }
  }

  /**
   * The weights of columns {@code from .. to - 1} as they are best while none of them is rounded:
   * {@code W + S R^-1}, S their sums and R their part of L, reversed and transposed.
   */
  private float[][] current(int from, int to, int height) {
    float[][] out = new float[to - from][height];
    for (int k = from; k < to; k++) {
      float[] moved = out[k - from];
      System.arraycopy(sums[k], 0, moved, 0, height);
      for (int j = from; j < k; j++) {
        float[] other = out[j - from];
        float factorOfOther = feedback[k][j];
        for (int i = 0; i < height; i++) {
          moved[i] -= factorOfOther * other[i];
        }
      }
      for (int i = 0; i < height; i++) {
        moved[i] *= inverse[k];
      }
    }
    for (int k = from; k < to; k++) {
      for (int i = 0; i < height; i++) {
        out[k - from][i] += own[k][i];
      }
    }
    return out;
  }
}
