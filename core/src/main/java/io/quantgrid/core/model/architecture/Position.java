package io.quantgrid.core.model.architecture;

import java.util.Arrays;
import java.util.List;

/** How attention knows where a token stands. */
public sealed interface Position {
  /** It does not. */
  record Unknown() implements Position {}

  /**
   * Rotary embedding (arXiv 2104.09864).
   *
   * @param width how many of a head's dimensions are turned, from the first on; even
   * @param theta base of the frequencies
   */
  record Rotary(int width, Pairs pairs, double theta, RopeScaling scaling) implements Position {}

  /** Which dimensions are turned together. */
  enum Pairs {
    /** One of the first half, one of the second. */
    HALVES,
    /** Neighbours. */
    ADJACENT
  }

  /** How exactly something is computed. */
  enum Precision {
    FLOAT32,
    /** Rounded to it. */
    BFLOAT16
  }

  /**
   * A bias that grows with the key's position (arXiv 2108.12409): slope times position, times
   * {@code factor}, added to the scaled scores.
   *
   * @param slopes of the heads
   * @param precision of slopes, positions and their products
   */
  record Alibi(List<Double> slopes, Precision precision, double factor) implements Position {
    public Alibi {
      slopes = List.copyOf(slopes);
    }

    /** The paper's slopes of that many heads. */
    public static Alibi of(int heads) {
      int power = Integer.highestOneBit(heads);
      double[] slopes = new double[heads];
      for (int head = 0; head < heads; head++) {
        double exponent = head < power ? head + 1.0 : head - power + 0.5;
        slopes[head] = Math.pow(2, -8 * exponent / power);
      }
      return new Alibi(Arrays.stream(slopes).boxed().toList(), Precision.FLOAT32, 1);
    }

    /** The same less exact. */
    public Alibi in(Precision other) {
      return new Alibi(slopes, other, factor);
    }

    /** The same, larger. */
    public Alibi times(double by) {
      return new Alibi(slopes, precision, factor * by);
    }
  }
}
