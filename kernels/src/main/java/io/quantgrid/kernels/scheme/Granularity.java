package io.quantgrid.kernels.scheme;

/**
 * Which elements share a scale. For weights a row is an output channel; for activations it is a
 * token.
 */
public sealed interface Granularity {
  /**
   * The text in formats: {@code tensor}, {@code channel}, {@code token}, {@code group128}, {@code
   * block128x128}.
   */
  String text();

  /** How many consecutive elements of a row of {@code columns} share a scale. */
  default int groupSize(int columns) {
    return columns;
  }

  /** One scale for the whole tensor. */
  record PerTensor() implements Granularity {
    @Override
    public String text() {
      return "tensor";
    }
  }

  /** One scale per row of a weight. */
  record PerChannel() implements Granularity {
    @Override
    public String text() {
      return "channel";
    }
  }

  /** One scale per row of an activation, or per token and head of a KV entry. */
  record PerToken() implements Granularity {
    @Override
    public String text() {
      return "token";
    }
  }

  /**
   * One scale per {@code size} consecutive elements of a row; where {@code size} does not divide
   * the row, the largest divisor of the row up to it.
   */
  record Group(int size) implements Granularity {
    public Group {
      if (size < 1) {
        throw new IllegalArgumentException("Cannot group by " + size + " (expected 1 or more)");
      }
    }

    @Override
    public String text() {
      return "group" + size;
    }

    @Override
    public int groupSize(int columns) {
      for (int divisor = Math.min(size, columns); divisor > 1; divisor--) {
        if (columns % divisor == 0) {
          return divisor;
        }
      }
      return 1;
    }
  }

  /** One scale per tile of {@code rows x columns}; tiles at the edges may be smaller. */
  record Block(int rows, int columns) implements Granularity {
    public Block {
      if (rows < 1 || columns < 1) {
        throw new IllegalArgumentException(
            "Cannot tile by " + rows + " x " + columns + " (expected 1 or more each)");
      }
    }

    @Override
    public String text() {
      return "block" + rows + "x" + columns;
    }

    @Override
    public int groupSize(int width) {
      return Math.min(columns, width);
    }
  }
}
