package io.quantgrid.kernels.torch;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;

/**
 * The k largest float32 entries of each row, largest first; of equal ones the first come first, NaN
 * counts as larger than all. A heap of k behind one comparison per entry: libtorch makes pairs of a
 * row's values and indices and selects among these, which takes four times as long for 64 of 2048.
 */
final class Largest {
  private final int k;

  /** {@code [rows * k]} */
  final float[] values;

  final long[] indices;

  private final float[] row;

  /** Smallest first; the value's order above, the index below, inverted: see {@link #key}. */
  private final long[] heap;

  private Largest(int rows, int width, int k) {
    this.k = k;
    this.values = new float[Math.multiplyExact(rows, k)];
    this.indices = new long[values.length];
    this.row = new float[width];
    this.heap = new long[k];
  }

  /**
   * Of a dense tensor on the CPU.
   *
   * @param x float32, {@code [..., n]}
   * @param k 1 to n
   */
  static Largest of(Tensor x, int k) {
    int width = Math.toIntExact(x.size(-1));
    int rows = Math.toIntExact(x.numel() / width);
    Largest largest = new Largest(rows, width, k);
    try (FloatPointer data = x.data_ptr_float()) {
      for (int r = 0; r < rows; r++) {
        data.position((long) r * width).get(largest.row);
        largest.select();
        largest.write(r * k);
      }
    }
    return largest;
  }

  private void select() {
    for (int i = 0; i < k; i++) {
      heap[i] = key(row[i], i);
    }
    for (int i = k / 2 - 1; i >= 0; i--) {
      sift(i, heap[i]);
    }
    float least = row[index(heap[0])];
    for (int i = k; i < row.length; i++) {
      if (!(row[i] <= least)) { // so that NaN comes here
        long key = key(row[i], i);
        if (key > heap[0]) {
          sift(0, key);
          least = row[index(heap[0])];
        }
      }
    }
  }

  /** Puts a key where the heap has a hole, or below. */
  private void sift(int hole, long key) {
    int at = hole;
    for (int child = 2 * at + 1; child < k; child = 2 * at + 1) {
      if (child + 1 < k && heap[child + 1] < heap[child]) {
        child++;
      }
      if (key <= heap[child]) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = key;
  }

  private void write(int at) {
    Arrays.sort(heap);
    for (int i = 0; i < k; i++) {
      int index = index(heap[k - 1 - i]);
      values[at + i] = row[index];
      indices[at + i] = index;
    }
  }

  /** Compares as (value, then lower index) does; -0 as 0. */
  private static long key(float value, int index) {
    int bits = Float.floatToIntBits(value + 0f);
    int order = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    return ((long) order << 32) | (Integer.MAX_VALUE - index);
  }

  private static int index(long key) {
    return Integer.MAX_VALUE - (int) key;
  }
}
