package io.quantgrid.kernels.solve.vptq;

import java.util.Arrays;

/** The centroid nearest to a vector, the first of equals. */
final class Nearest {
  private final float[] transposed; // [length, k]
  private final int length;
  private final int count;
  private final float[] distances;

  Nearest(float[] centroids, int length) {
    this.length = length;
    this.count = centroids.length / length;
    this.transposed = new float[centroids.length];
    this.distances = new float[count];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < length; k++) {
        transposed[k * count + i] = centroids[i * length + k];
      }
    }
  }

  int of(float[] points, int at) {
    Arrays.fill(distances, 0);
    for (int k = 0; k < length; k++) {
      float x = points[at + k];
      int from = k * count;
      for (int i = 0; i < count; i++) { // a loop that the compiler turns into vectors
        float difference = x - transposed[from + i];
        distances[i] += difference * difference;
      }
    }
    int best = 0;
    float least = distances[0];
    for (int i = 1; i < count; i++) {
      float distance = distances[i];
      if (distance < least) { // seldom: a branch costs less here than a choice
        least = distance;
        best = i;
      }
    }
    return best;
  }
}
