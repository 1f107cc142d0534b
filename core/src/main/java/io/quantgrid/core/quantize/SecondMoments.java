package io.quantgrid.core.quantize;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/**
 * Sums of products of the inputs of one layer. Products of a batch are float32, their sum over
 * batches double, in the order of batches. Once they are complete they may wait in a file.
 */
final class SecondMoments {
  private final int columns;
  private double[] sums = new double[0];
  private Optional<FloatFile.Stretch> stored = Optional.empty();

  SecondMoments(int columns) {
    this.columns = columns;
  }

  /** Bytes that sums of that many columns take. */
  static long bytes(int columns) {
    return (long) columns * columns * Double.BYTES;
  }

  /**
   * @param x {@code [tokens, columns]}, float32
   */
  void add(Engine engine, Tensor x) {
    if (sums.length == 0) {
      sums = new double[Math.multiplyExact(columns, columns)];
    }
    float[] products = engine.toFloats(engine.matmul(engine.transpose(x, 0, 1), x));
    for (int i = 0; i < products.length; i++) {
      sums[i] += products[i];
    }
  }

  /** Puts the means over so many tokens into a file; nothing is added after that. */
  void store(FloatFile file, long tokens) {
    stored = Optional.of(file.write(means(tokens)));
    sums = new double[0];
  }

  /** Means over so many tokens, row-major: of the sums once, after which these are let go. */
  float[] take(long tokens) {
    if (stored.isPresent()) {
      return stored.get().read();
    }
    float[] means = means(tokens);
    sums = new double[0];
    return means;
  }

  /** Whether they can be taken again. */
  boolean waits() {
    return stored.isPresent();
  }

  private float[] means(long tokens) {
    float[] means = new float[sums.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) (sums[i] / tokens);
    }
    return means;
  }
}
