package io.quantgrid.kernels.solve.billm;

import io.quantgrid.kernels.solve.LinearLayer;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Which columns are binarized twice (section 3.2 of the paper). The columns of a block are ranked
 * by salience; as many of the first are taken as make the error least when these and the others are
 * binarized apart, both twice, as the authors' code compares them: otherwise more would always be
 * better.
 *
 * @param diagonal {@code L_jj} of each column
 */
record SalientColumns(LinearLayer layer, float[] diagonal, int block, int most) {

  BitSet find() {
    BitSet salient = new BitSet(layer.columns());
    for (int first = 0; first < layer.columns(); first += block) {
      int[] ranked = ranked(first, Math.min(block, layer.columns() - first));
      int count = count(ranked);
      for (int i = 0; i < count; i++) {
        salient.set(ranked[i]);
      }
    }
    return salient;
  }

  /** The columns of a block, the most salient first. */
  private int[] ranked(int first, int width) {
    double[] salience = new double[width];
    for (int row = 0; row < layer.rows(); row++) {
      for (int i = 0; i < width; i++) {
        double loss = (double) layer.weights()[row * layer.columns() + first + i];
        loss *= diagonal[first + i];
        salience[i] += loss * loss;
      }
    }
    return IntStream.range(0, width)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -salience[i]))
        .mapToInt(i -> first + i)
        .toArray();
  }

  private int count(int[] ranked) {
    int limit = Math.min(most, ranked.length - 1);
    double[] errors = new double[limit + 1];
    double[] magnitudes = new double[ranked.length];
    for (int row = 0; row < layer.rows(); row++) {
      for (int i = 0; i < ranked.length; i++) {
        magnitudes[i] = Math.abs(layer.weights()[row * layer.columns() + ranked[i]]);
      }
      for (int count = 0; count <= limit; count++) {
        errors[count] += twice(magnitudes, 0, count) + twice(magnitudes, count, ranked.length);
      }
    }
    int best = 0;
    for (int count = 1; count <= limit; count++) {
      best = errors[count] < errors[best] ? count : best;
    }
    return best;
  }

  /** The squared error of numbers of those magnitudes when binarized, and their residual too. */
  private static double twice(double[] magnitudes, int from, int to) {
    double scale = 0;
    for (int i = from; i < to; i++) {
      scale += magnitudes[i];
    }
    scale /= Math.max(1, to - from);
    double squares = 0;
    double sum = 0;
    for (int i = from; i < to; i++) {
      double rest = Math.abs(magnitudes[i] - scale);
      squares += rest * rest;
      sum += rest;
    }
    return squares - sum * sum / Math.max(1, to - from);
  }
}
