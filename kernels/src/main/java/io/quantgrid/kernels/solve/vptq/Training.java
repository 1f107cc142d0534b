package io.quantgrid.kernels.solve.vptq;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.form.Codebooks;
import io.quantgrid.kernels.solve.LinearLayer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds codebooks for the weights of a layer, each in units of its row's scale.
 *
 * @param type of the scales
 * @param order columns, those of the largest second moments first
 * @param scales {@code [rows]}, as stored: root mean squares
 */
record Training(Vptq parameters, LinearLayer layer, FloatType type, int[] order, float[] scales) {
  /** Vectors for each centroid that k-means sees: more of them make no better centroids. */
  private static final int SAMPLES = 64;

  Training(Vptq parameters, LinearLayer layer, FloatType type, int[] order) {
    this(parameters, layer, type, order, scales(layer, type));
  }

  private static float[] scales(LinearLayer layer, FloatType type) {
    float[] out = new float[layer.rows()];
    for (int row = 0; row < out.length; row++) {
      double squares = 0;
      for (int i = row * layer.columns(); i < (row + 1) * layer.columns(); i++) {
        squares += (double) layer.weights()[i] * layer.weights()[i];
      }
      out[row] = type.round((float) Math.sqrt(squares / layer.columns()));
      LinearLayer.requireFiniteScale(layer.name(), row, out[row], type);
    }
    return out;
  }

  /** The codebook of columns {@code order[from .. to - 1]}. */
  Trained book(int length, int from, int to, int size) {
    Points points = points(length, from, to, size);
    return Trained.of(points.centroids(size, parameters), length, vectors(length, from, to));
  }

  /** The codebook of what {@code first} leaves of those columns. */
  Trained residual(Trained first, int from, int to, int size) {
    Points points = points(first.length(), from, to, size);
    Points rest = new Points(first.rest(points.values()), points.weights(), first.length());
    return Trained.of(
        rest.centroids(size, parameters), first.length(), vectors(first.length(), from, to));
  }

  private int vectors(int length, int from, int to) {
    return Codebooks.vectors(layer.rows(), length) * (to - from);
  }

  /**
   * Vectors that k-means sees.
   *
   * @param weights what each counts: second moment of its column, times squares of its rows' scales
   */
  private record Points(float[] values, float[] weights, int length) {
    float[] centroids(int size, Vptq parameters) {
      return new KMeans(values, weights, length, parameters.seed())
          .centroids(size, parameters.iterations());
    }
  }

  /** Vectors evenly spread over the columns, all if they are few. */
  private Points points(int length, int from, int to, int size) {
    int perColumn = Codebooks.vectors(layer.rows(), length);
    int all = perColumn * (to - from);
    int count = Math.min(all, SAMPLES * size);
    float[] values = new float[count * length];
    float[] weights = new float[count];
    double largest = 0;
    for (float scale : scales) {
      largest = Math.max(largest, scale);
    }
    for (int i = 0; i < count; i++) {
      int vector = (int) ((long) i * all / count);
      int column = order[from + vector / perColumn];
      int firstRow = vector % perColumn * length;
      double squares = 0;
      for (int k = 0; k < length && firstRow + k < layer.rows(); k++) {
        float scale = scales[firstRow + k];
        float weight = layer.weights()[(firstRow + k) * layer.columns() + column];
        values[i * length + k] = scale == 0 ? 0 : weight / scale;
        squares += largest == 0 ? 0 : scale / largest * (scale / largest);
      }
      weights[i] = (float) (moment(column) * squares);
    }
    if (none(weights)) {
      Arrays.fill(weights, 1); // inputs that are all zero: any centroids will do
    }
    return new Points(values, weights, length);
  }

  private double moment(int column) {
    Optional<float[]> moments = layer.inputs().map(inputs -> inputs.secondMoments());
    return moments.orElseThrow()[column * layer.columns() + column];
  }

  private static boolean none(float[] weights) {
    for (float weight : weights) {
      if (weight > 0) {
        return false;
      }
    }
    return true;
  }
}
