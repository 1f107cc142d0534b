package io.quantgrid.kernels.tensor;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** Times of calls and what they allocate on the Java heap. */
final class CallTimes {
  /** Bytes of handles that a call may make, whatever the size of its tensors. */
  static final long HANDLES = 4 << 10;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private double[] seconds = new double[64];
  private int calls;
  private long heapBytes;

  void time(Runnable call) {
    if (calls == seconds.length) {
      seconds = Arrays.copyOf(seconds, 2 * calls);
    }
    long heap = THREADS.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    call.run();
    seconds[calls++] = (System.nanoTime() - start) / 1e9;
    heapBytes += THREADS.getCurrentThreadAllocatedBytes() - heap;
  }

  void forget() {
    calls = 0;
    heapBytes = 0;
  }

  double median() {
    double[] sorted = Arrays.copyOf(seconds, calls);
    Arrays.sort(sorted);
    return sorted[calls / 2];
  }

  /** Per call. */
  long heapBytes() {
    return calls == 0 ? 0 : heapBytes / calls;
  }
}
