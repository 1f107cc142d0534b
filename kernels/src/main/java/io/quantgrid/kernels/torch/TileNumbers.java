package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.DType;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;

/**
 * Extremes, scales and zero points of tiles: in Java, where formulas run, and in tensors, where
 * values are.
 */
final class TileNumbers implements AutoCloseable {
  /** Numbers of the same kind, of every tile, on both sides. */
  static final class Column implements AutoCloseable {
    private final Tensor tensor;
    private final FloatPointer data;
    private final float[] numbers;

    Column(int capacity) {
      this.tensor = Transfer.empty(DType.FLOAT32, capacity).zero_();
      this.data = tensor.data_ptr_float();
      this.numbers = new float[capacity];
    }

    float[] numbers() {
      return numbers;
    }

    /** Float32 {@code shape}, a view of tiles from {@code first} on; the caller frees it. */
    Tensor view(int first, long... shape) {
      long count = 1;
      for (long extent : shape) {
        count *= extent;
      }
      Tensor part = tensor.narrow(0, first, count);
      try {
        return part.view(shape);
      } finally {
        part.deallocate();
      }
    }

    /** The tensor's first {@code count} entries to Java, {@code to} on. */
    void download(int to, int count) {
      data.get(numbers, to, count);
    }

    /** Numbers {@code from} on to the tensor's first {@code count} entries. */
    void upload(int from, int count) {
      data.put(numbers, from, count);
    }

    @Override
    public void close() {
      data.close();
      tensor.deallocate();
    }
  }

  private final int capacity;
  final Column low;
  final Column high;
  final Column scales;
  final Column zeroPoints;
  final Column factors;
  final Column divisors;
  final float[] means;

  TileNumbers(int capacity) {
    this.capacity = capacity;
    this.low = new Column(capacity);
    this.high = new Column(capacity);
    this.scales = new Column(capacity);
    this.zeroPoints = new Column(capacity);
    this.factors = new Column(capacity);
    this.divisors = new Column(capacity);
    this.means = new float[capacity];
  }

  int capacity() {
    return capacity;
  }

  @Override
  public void close() {
    low.close();
    high.close();
    scales.close();
    zeroPoints.close();
    factors.close();
    divisors.close();
  }
}
