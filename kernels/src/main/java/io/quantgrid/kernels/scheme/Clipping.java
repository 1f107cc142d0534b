package io.quantgrid.kernels.scheme;

/** Which range of values a scale covers; what lies beyond saturates. */
public sealed interface Clipping {
  /** The text in formats: {@code minmax}, {@code percentile99.9}, {@code mse}. */
  String text();

  /** All of them. */
  record MinMax() implements Clipping {
    @Override
    public String text() {
      return "minmax";
    }
  }

  /**
   * That share of the magnitudes (of both tails, if asymmetric).
   *
   * @param percent above 0, at most 100
   */
  record Percentile(double percent) implements Clipping {
    public Percentile {
      if (!(percent > 0 && percent <= 100)) {
        throw new IllegalArgumentException(
            "Cannot clip at percentile " + percent + " (expected above 0, at most 100)");
      }
    }

    @Override
    public String text() {
      return "percentile"
          + java.math.BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString();
    }
  }

  /** The range that gives the least mean squared error, searched over shrunken ranges. */
  record Mse() implements Clipping {
    @Override
    public String text() {
      return "mse";
    }
  }
}
