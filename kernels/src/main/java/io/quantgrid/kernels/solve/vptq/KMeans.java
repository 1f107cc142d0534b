package io.quantgrid.kernels.solve.vptq;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Weighted k-means (Lloyd) from k-means++ starts (Arthur and Vassilvitskii, 2007): the same numbers
 * from the same seed, on one thread.
 */
final class KMeans {
  private final float[] points; // [n, length]
  private final float[] weights; // [n]
  private final int length;
  private final int count;
  private final SplittableRandom random;

  KMeans(float[] points, float[] weights, int length, long seed) {
    this.points = points;
    this.weights = weights;
    this.length = length;
    this.count = weights.length;
    this.random = new SplittableRandom(seed);
  }

  /** At most {@code size} centroids {@code [k, length]}: fewer where fewer points differ. */
  float[] centroids(int size, int iterations) {
    float[] centroids = starts(size);
    int[] nearest = new int[count];
    for (int i = 0; i < iterations; i++) {
      int moved = 0;
      Nearest search = new Nearest(centroids, length);
      for (int point = 0; point < count; point++) {
        int found = search.of(points, point * length);
        moved += found == nearest[point] ? 0 : 1;
        nearest[point] = found;
      }
      if (i > 0 && moved == 0) {
        break;
      }
      average(centroids, nearest);
    }
    return centroids;
  }

  /** Each next one a point drawn by weight times squared distance to the nearest so far. */
  private float[] starts(int size) {
    float[] out = new float[size * length];
    double[] distance = new double[count];
    Arrays.fill(distance, 1);
    int found = 0;
    while (found < size) {
      int drawn = draw(distance);
      if (drawn < 0) {
        break;
      }
      System.arraycopy(points, drawn * length, out, found * length, length);
      for (int point = 0; point < count; point++) {
        double from = distance(drawn * length, point * length);
        distance[point] = found == 0 ? from : Math.min(distance[point], from);
      }
      found++;
    }
    return Arrays.copyOf(out, Math.max(1, found) * length);
  }

  /** A point, or -1 when all are at no distance. */
  private int draw(double[] distance) {
    double total = 0;
    for (int point = 0; point < count; point++) {
      total += weights[point] * distance[point];
    }
    if (!(total > 0)) {
      return -1;
    }
    double left = random.nextDouble() * total;
    int drawn = -1;
    for (int point = 0; point < count && left >= 0; point++) {
      double share = weights[point] * distance[point];
      drawn = share > 0 ? point : drawn;
      left -= share;
    }
    return drawn;
  }

  private double distance(int a, int b) {
    double sum = 0;
    for (int k = 0; k < length; k++) {
      double difference = (double) points[a + k] - points[b + k];
      sum += difference * difference;
    }
    return sum;
  }

  /** Centroids that no point is nearest to stay where they are. */
  private void average(float[] centroids, int[] nearest) {
    double[] sums = new double[centroids.length];
    double[] total = new double[centroids.length / length];
    for (int point = 0; point < count; point++) {
      int to = nearest[point];
      total[to] += weights[point];
      for (int k = 0; k < length; k++) {
        sums[to * length + k] += (double) weights[point] * points[point * length + k];
      }
    }
    for (int i = 0; i < centroids.length; i++) {
      if (total[i / length] > 0) {
        centroids[i] = (float) (sums[i] / total[i / length]);
      }
    }
  }
}
