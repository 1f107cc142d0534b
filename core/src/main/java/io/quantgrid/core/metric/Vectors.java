package io.quantgrid.core.metric;

/** Arithmetic of embeddings, in double. */
final class Vectors {
  private Vectors() {}

  /** The vector scaled to length 1; of length 0 as it is. */
  static double[] unit(double[] vector) {
    double squares = 0;
    for (double value : vector) {
      squares += value * value;
    }
    double length = squares > 0 ? Math.sqrt(squares) : 1;
    double[] unit = new double[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = vector[i] / length;
    }
    return unit;
  }

  /** Each vector scaled to length 1. */
  static double[][] units(float[][] vectors) {
    double[][] units = new double[vectors.length][];
    for (int i = 0; i < units.length; i++) {
      double[] wide = new double[vectors[i].length];
      for (int k = 0; k < wide.length; k++) {
        wide[k] = vectors[i][k];
      }
      units[i] = unit(wide);
    }
    return units;
  }

  static double dot(double[] a, double[] b) {
    double product = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
    }
    return product;
  }
}
