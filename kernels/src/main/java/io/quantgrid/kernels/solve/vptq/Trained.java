package io.quantgrid.kernels.solve.vptq;

import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.form.Codebooks;

/**
 * A codebook as it is stored, and which of its centroids vectors took.
 *
 * @param centroids values of float16, {@code [k, length]}
 */
record Trained(int length, float[] centroids, Nearest nearest, int[] indices) {

  /**
   * @param vectors that will be assigned
   */
  static Trained of(float[] centroids, int length, int vectors) {
    float[] stored = new float[centroids.length];
    float most = Float16.TYPE.largest();
    for (int i = 0; i < stored.length; i++) {
      stored[i] = Float16.TYPE.round(Math.max(-most, Math.min(most, centroids[i])));
    }
    return new Trained(length, stored, new Nearest(stored, length), new int[vectors]);
  }

  /** What the nearest centroids leave of vectors {@code [n, length]}. */
  float[] rest(float[] points) {
    float[] out = points.clone();
    for (int at = 0; at < points.length; at += length) {
      int index = nearest.of(points, at);
      for (int k = 0; k < length; k++) {
        out[at + k] -= centroids[index * length + k];
      }
    }
    return out;
  }

  /** Assigns what is left of a vector, takes its centroid off that and adds it to the sum. */
  void assign(int index, float[] rest, float[] sum) {
    int found = nearest.of(rest, 0);
    indices[index] = found;
    for (int k = 0; k < length; k++) {
      rest[k] -= centroids[found * length + k];
      sum[k] += centroids[found * length + k];
    }
  }

  /**
   * The codebook with its indices in another order of columns.
   *
   * @param columns the column of {@code indices} that comes first, second ...
   */
  Codebooks.Book book(int[] columns, int perColumn) {
    int[] ordered = new int[columns.length * perColumn];
    for (int i = 0; i < columns.length; i++) {
      System.arraycopy(indices, columns[i] * perColumn, ordered, i * perColumn, perColumn);
    }
    return new Codebooks.Book(length, centroids, ordered);
  }
}
