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

  /**
   * A bias that grows with the key's position (arXiv 2108.12409).
   *
   * @param slopes of the heads, what they are added to being the scaled scores
   */
  record Alibi(List<Double> slopes) implements Position {
    public Alibi {
      slopes = List.copyOf(slopes);
    }

    /** The paper's slopes of that many heads, times {@code factor}. */
    public static Alibi of(int heads, double factor) {
      int power = Integer.highestOneBit(heads);
      double[] slopes = new double[heads];
      for (int head = 0; head < heads; head++) {
        double exponent = head < power ? head + 1.0 : head - power + 0.5;
        slopes[head] = Math.pow(2, -8 * exponent / power) * factor;
      }
      return new Alibi(Arrays.stream(slopes).boxed().toList());
    }
  }
}
