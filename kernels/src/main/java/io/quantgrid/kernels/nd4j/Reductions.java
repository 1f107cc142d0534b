package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Extents;
import io.quantgrid.kernels.tensor.TopK;
import java.util.Arrays;

/** Along one dimension, in plain Java: libnd4j's own pass over NaN. */
final class Reductions {
  private Reductions() {}

  /** What becomes of one row. */
  interface Fold {
    float apply(float[] row);
  }

  /** NaN when there is one. */
  static float largest(float[] row) {
    float result = Float.NEGATIVE_INFINITY;
    for (float value : row) {
      result = Math.max(result, value);
    }
    return result;
  }

  /** NaN when there is one. */
  static float smallest(float[] row) {
    float result = Float.POSITIVE_INFINITY;
    for (float value : row) {
      result = Math.min(result, value);
    }
    return result;
  }

  static float sum(float[] row) {
    double sum = 0;
    for (float value : row) {
      sum += value;
    }
    return (float) sum;
  }

  static Nd4jTensor fold(Tensors tensors, Nd4jTensor x, int dimension, Fold fold) {
    int d = x.dimension(dimension);
    long[] shape = without(d, x.extents());
    Nd4jTensor out = tensors.empty(DType.FLOAT32, shape);
    Layout last = x.layout(); // the dimension moved to the end, the others in their order
    for (int i = d; i < last.rank() - 1; i++) {
      last = last.transpose(i, i + 1);
    }
    float[] row = new float[last.width()];
    long count = out.layout().count();
    float[] results = new float[Math.toIntExact(count)];
    for (int r = 0; r < count; r++) {
      Cells.read(x.memory(), DType.FLOAT32, last.row(r), last.step(), row, row.length);
      results[r] = fold.apply(row);
    }
    Cells.write(out.memory(), DType.FLOAT32, 0, results, results.length);
    return out;
  }

  private static long[] without(int dimension, long... shape) {
    long[] rest = Arrays.copyOf(shape, shape.length - 1);
    System.arraycopy(shape, dimension + 1, rest, dimension, rest.length - dimension);
    return rest;
  }

  /** The first of the largest; NaN is larger than any number. */
  static Nd4jTensor argmax(Tensors tensors, Nd4jTensor x) {
    long[] shape = without(x.dimension(-1), x.extents());
    Rows rows = Rows.of(x);
    if (rows.width() == 0 && Extents.count(shape) > 0) {
      throw new IllegalArgumentException(
          "Cannot take the largest of " + x + " (expected an entry or more in a row)");
    }
    long[] found = new long[Math.toIntExact(rows.count())];
    float[] row = new float[rows.width()];
    for (int r = 0; r < found.length; r++) {
      rows.read(r, row);
      int best = 0;
      for (int i = 1; i < row.length; i++) {
        best = isLarger(row[i], row[best]) ? i : best;
      }
      found[r] = best;
    }
    return Transfer.longs(tensors, DType.INT64, found, shape);
  }

  private static boolean isLarger(float a, float b) {
    return a > b || (Float.isNaN(a) && !Float.isNaN(b));
  }

  /** The k largest of every row, in order; of equals the first. */
  static TopK topK(Tensors tensors, Nd4jTensor x, int k) {
    int d = x.dimension(-1);
    Rows rows = Rows.of(x);
    if (k < 0 || k > rows.width()) {
      throw new IllegalArgumentException(
          "Cannot take the largest "
              + k
              + " of "
              + x
              + " (expected at most "
              + rows.width()
              + " a row)");
    }
    long[] shape = x.shape();
    shape[d] = k;
    int count = Math.toIntExact(Extents.count(shape));
    float[] values = new float[count];
    long[] indices = new long[count];
    float[] row = new float[rows.width()];
    int[] best = new int[k];
    for (int start = 0; start < count; start += k) {
      rows.read(start / k, row);
      select(row, best);
      for (int i = 0; i < k; i++) {
        values[start + i] = row[best[i]];
        indices[start + i] = best[i];
      }
    }
    return new TopK(
        Transfer.floats(tensors, values, shape),
        Transfer.longs(tensors, DType.INT64, indices, shape));
  }

  /** Fills {@code best} with the places of the largest, by insertion: few entries ever move. */
  private static void select(float[] row, int[] best) {
    int held = 0;
    for (int i = 0; i < row.length; i++) {
      if (held == best.length && !isLarger(row[i], row[best[held - 1]])) {
        continue;
      }
      int place = held < best.length ? held++ : held - 1;
      while (place > 0 && isLarger(row[i], row[best[place - 1]])) {
        best[place] = best[place - 1];
        place--;
      }
      best[place] = i;
    }
  }
}
