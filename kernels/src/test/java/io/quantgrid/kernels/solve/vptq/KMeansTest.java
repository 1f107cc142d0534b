package io.quantgrid.kernels.solve.vptq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class KMeansTest {
  private static float[] weights(int count) {
    float[] weights = new float[count];
    Arrays.fill(weights, 1);
    return weights;
  }

  @Test
  void clusters_that_lie_apart_are_found() {
    SplittableRandom random = new SplittableRandom(1);
    float[] points = new float[2 * 400];
    for (int i = 0; i < 400; i++) {
      points[2 * i] = i % 4 / 2 * 10 + (float) random.nextDouble(-1, 1);
      points[2 * i + 1] = i % 2 * 10 + (float) random.nextDouble(-1, 1);
    }
    float[] centroids = new KMeans(points, weights(400), 2, 0).centroids(4, 20);
    Nearest nearest = new Nearest(centroids, 2);
    for (int i = 0; i < 4; i++) {
      float[] centre = {i / 2 * 10, i % 2 * 10};
      int found = nearest.of(centre, 0);
      assertThat(centroids[2 * found]).isCloseTo(centre[0], within(0.3f));
      assertThat(centroids[2 * found + 1]).isCloseTo(centre[1], within(0.3f));
    }
  }

  @Test
  void a_centroid_is_the_weighted_mean_of_its_points() {
    float[] points = {0, 1, 4};
    float[] one = new KMeans(points, new float[] {1, 2, 1}, 1, 0).centroids(1, 10);
    assertThat(one).containsExactly(1.5f);
  }

  @Test
  void points_without_weight_draw_no_centroid() {
    float[] points = {0, 1, 100};
    float[] found = new KMeans(points, new float[] {1, 1, 0}, 1, 0).centroids(3, 10);
    Arrays.sort(found);
    assertThat(found).containsExactly(0, 1);
  }

  @Test
  void equal_points_need_one_centroid() {
    assertThat(new KMeans(new float[8], weights(4), 2, 0).centroids(3, 10)).containsExactly(0, 0);
  }

  @Test
  void the_first_of_equally_near_centroids_is_taken() {
    assertThat(new Nearest(new float[] {1, -1, 1}, 1).of(new float[] {0}, 0)).isZero();
  }
}
