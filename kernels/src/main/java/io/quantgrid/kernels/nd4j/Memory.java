package io.quantgrid.kernels.nd4j;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.ByteIndexer;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/** Native memory that a tensor and its views share; freed when the last of them is closed. */
final class Memory {
  private final OpaqueDataBuffer buffer;
  private final BytePointer base;
  private final FloatPointer floats;
  private final ByteIndexer at;
  private final long bytes;
  private final LongAdder alive;
  private final AtomicInteger holders = new AtomicInteger(1);

  /**
   * Memory with anything in it.
   *
   * @param alive is told of the bytes that come and go
   * @throws OutOfMemoryError when there is not enough
   */
  Memory(long bytes, LongAdder alive) {
    long size = Math.max(1, bytes); // libnd4j has no empty buffers
    this.buffer = Library.allocate(size);
    Pointer start = Library.address(buffer);
    this.base = new BytePointer(start).capacity(size);
    this.floats = new FloatPointer(start).capacity(size / Float.BYTES);
    this.at = ByteIndexer.create(base);
    this.bytes = bytes;
    this.alive = alive;
    alive.add(bytes);
  }

  /** Single entries, by their offset in bytes. */
  ByteIndexer at() {
    return at;
  }

  /** Bytes from an offset on. */
  BytePointer bytesFrom(long offset) {
    return new BytePointer(base).position(offset);
  }

  /** Float32 entries from one on. */
  FloatPointer floatsFrom(long index) {
    return new FloatPointer(floats).position(index);
  }

  void clear() {
    Pointer.memset(base, 0, bytes);
  }

  /** One more view. */
  Memory share() {
    holders.incrementAndGet();
    return this;
  }

  /** One holder less. */
  void drop() {
    if (holders.decrementAndGet() == 0) {
      Library.free(buffer);
      alive.add(-bytes);
    }
  }
}
