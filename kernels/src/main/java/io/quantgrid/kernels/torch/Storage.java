package io.quantgrid.kernels.torch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The memory that a tensor and its views share, counted for {@code allocatedBytes}. libtorch itself
 * keeps the memory until the last view is gone; this follows that count.
 */
final class Storage {
  private final long bytes;
  private final LongAdder alive;
  private final AtomicInteger holders = new AtomicInteger(1);

  Storage(long bytes, LongAdder alive) {
    this.bytes = bytes;
    this.alive = alive;
    alive.add(bytes);
  }

  /** One more view. */
  Storage share() {
    holders.incrementAndGet();
    return this;
  }

  /** One holder less. */
  void drop() {
    if (holders.decrementAndGet() == 0) {
      alive.add(-bytes);
    }
  }
}
