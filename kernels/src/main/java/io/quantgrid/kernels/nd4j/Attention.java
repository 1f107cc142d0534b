package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Arrays;

/**
 * Attention as the formula says, {@code softmax(scale q k^T) v}: scores of one item of the batch,
 * and of as many queries as fit, are in memory at once. Key-value heads that several query heads
 * share are a dimension of stride zero.
 */
final class Attention {
  /** Most scores at once: 64 MiB. */
  private static final long MOST_SCORES = 1 << 24;

  private final Tensors tensors;
  private final Nd4jTensor q;
  private final Nd4jTensor k;
  private final Nd4jTensor v;
  private final double scale;
  private final Visible visible;

  /** Which keys a query sees, and how well. */
  interface Visible {
    /** Keys behind the last one that any query before {@code end} sees. */
    int keys(long end);

    /** Shifts the scores of one row; those of others become minus infinity. */
    void shift(long item, long head, long query, float[] scores);
  }

  private Attention(
      Tensors tensors, Nd4jTensor q, Nd4jTensor k, Nd4jTensor v, double scale, Visible visible) {
    this.tensors = tensors;
    this.q = q;
    this.k = k;
    this.v = v;
    this.scale = scale;
    this.visible = visible;
  }

  static Nd4jTensor causal(
      Tensors tensors, Nd4jTensor q, Nd4jTensor k, Nd4jTensor v, double scale) {
    requireShapes(q, k, v);
    if (q.size(2) != k.size(2)) {
      throw Copies.unequal("attend", q, k);
    }
    Visible before =
        new Visible() {
          @Override
          public int keys(long end) {
            return Math.toIntExact(end);
          }

          @Override
          public void shift(long item, long head, long query, float[] scores) {
            Arrays.fill(scores, (int) query + 1, scores.length, Float.NEGATIVE_INFINITY);
          }
        };
    return new Attention(tensors, q, k, v, scale, before).apply();
  }

  static Nd4jTensor full(Tensors tensors, Nd4jTensor q, Nd4jTensor k, Nd4jTensor v, double scale) {
    requireShapes(q, k, v);
    int keys = Math.toIntExact(k.size(2));
    Visible all =
        new Visible() {
          @Override
          public int keys(long end) {
            return keys;
          }

          @Override
          public void shift(long item, long head, long query, float[] scores) {
            // every key counts as it is
          }
        };
    return new Attention(tensors, q, k, v, scale, all).apply();
  }

  static Nd4jTensor masked(
      Tensors tensors, Nd4jTensor q, Nd4jTensor k, Nd4jTensor v, Nd4jTensor mask, double scale) {
    requireShapes(q, k, v);
    if (mask.dtype() != DType.BOOL) {
      throw new IllegalArgumentException("Cannot attend under " + mask + " (expected bool)");
    }
    Layout seen = mask.layout().expand(q.size(0), 1, q.size(2), k.size(2));
    long[] row = new long[seen.width()];
    Visible masked =
        new Visible() {
          @Override
          public int keys(long end) {
            return row.length;
          }

          @Override
          public void shift(long item, long head, long query, float[] scores) {
            long first = seen.row(item * q.size(2) + query);
            Cells.read(mask.memory(), DType.BOOL, first, seen.step(), row, row.length);
            for (int key = 0; key < scores.length; key++) {
              scores[key] = row[key] == 0 ? Float.NEGATIVE_INFINITY : scores[key];
            }
          }
        };
    return new Attention(tensors, q, k, v, scale, masked).apply();
  }

  static Nd4jTensor biased(
      Tensors tensors, Nd4jTensor q, Nd4jTensor k, Nd4jTensor v, Nd4jTensor bias, double scale) {
    requireShapes(q, k, v);
    long heads = q.size(1);
    Layout added = bias.layout().expand(q.size(0), heads, q.size(2), k.size(2));
    float[] row = new float[added.width()];
    Visible shifted =
        new Visible() {
          @Override
          public int keys(long end) {
            return row.length;
          }

          @Override
          public void shift(long item, long head, long query, float[] scores) {
            long first = added.row((item * heads + head) * q.size(2) + query);
            Cells.read(bias.memory(), DType.FLOAT32, first, added.step(), row, row.length);
            for (int key = 0; key < scores.length; key++) {
              scores[key] += row[key];
            }
          }
        };
    return new Attention(tensors, q, k, v, scale, shifted).apply();
  }

  private static void requireShapes(Nd4jTensor q, Nd4jTensor k, Nd4jTensor v) {
    long[] a = q.extents();
    long[] b = k.extents();
    long[] c = v.extents();
    if (b.length != 4 || c.length != 4 || !Arrays.equals(b, 0, 3, c, 0, 3)) {
      throw Copies.unequal("attend", k, v);
    }
    if (a.length != 4 || a[0] != b[0] || a[3] != b[3] || b[1] == 0 || a[1] % b[1] != 0) {
      throw Copies.unequal("attend", q, k);
    }
  }

  private Nd4jTensor apply() {
    Nd4jTensor out = tensors.empty(DType.FLOAT32, q.size(0), q.size(1), q.size(2), v.size(3));
    long queries = q.size(2);
    if (out.layout().count() == 0) {
      return out;
    }
    long perQuery = Math.max(1, q.size(1) * k.size(2));
    long most = Math.max(1, Math.min(queries, MOST_SCORES / perQuery));
    for (long item = 0; item < q.size(0); item++) {
      for (long first = 0; first < queries; first += most) {
        block(out, item, first, Math.min(most, queries - first));
      }
    }
    return out;
  }

  /** Queries {@code first} to {@code first + n} of one item. */
  private void block(Nd4jTensor out, long item, long first, long n) {
    long heads = q.size(1);
    long groups = k.size(1);
    long shared = heads / groups;
    int keys = visible.keys(first + n);
    Layout query = q.layout().at(item).narrow(1, first, n).split(0, groups); // [kv, shared, n, dim]
    Layout key = k.layout().at(item).narrow(1, 0, keys).transpose(1, 2).insert(1, shared, 0);
    Layout value = v.layout().at(item).narrow(1, 0, keys).insert(1, shared, 0);
    Layout mixed = out.layout().at(item).narrow(1, first, n).split(0, groups);
    try (Tensor made = tensors.empty(DType.FLOAT32, heads * n, keys)) {
      Nd4jTensor scores = Nd4jTensor.of(made);
      Layout product = scores.layout().reshape(groups, shared, n, keys);
      Products.multiply(q.memory(), query, k.memory(), key, scale, scores.memory(), product);
      Rows rows = Rows.of(scores);
      float[] row = new float[keys];
      for (long r = 0; r < rows.count(); r++) {
        rows.read(r, row);
        visible.shift(item, r / n, first + r % n, row);
        rows.write(r, row);
      }
      NativeCall.begin()
          .input(scores.memory(), scores.layout())
          .output(scores.memory(), scores.layout())
          .integers(1) // the dimension
          .run("softmax");
      Products.multiply(scores.memory(), product, v.memory(), value, 1, out.memory(), mixed);
    }
  }
}
