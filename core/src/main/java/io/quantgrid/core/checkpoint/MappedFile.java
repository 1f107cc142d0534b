package io.quantgrid.core.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file mapped read-only in windows of 1 GiB, each when it is first asked for.
 *
 * <p>Closing gives up the windows; the memory they map is released once no slice of them is
 * reachable any more, by the garbage collector. Java 17 has no safe way to unmap at once: a slice
 * that is still read would crash the process. Mapped pages are the page cache's, which the system
 * takes back when it needs to, so late unmapping costs address space only.
 */
final class MappedFile implements AutoCloseable {
  private static final long WINDOW = 1L << 30;

  private final FileChannel channel;
  private final long size;
  private final MappedByteBuffer[] windows;

  private MappedFile(FileChannel channel, long size) {
    this.channel = channel;
    this.size = size;
    this.windows = new MappedByteBuffer[Math.toIntExact((size + WINDOW - 1) / WINDOW)];
  }

  static MappedFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new MappedFile(channel, channel.size());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Bytes. */
  long size() {
    return size;
  }

  /** The bytes from {@code begin} to {@code end}, in slices that end where windows do. */
  synchronized List<ByteBuffer> slices(long begin, long end) throws IOException {
    if (!channel.isOpen()) {
      throw new IllegalStateException("Cannot read a tensor: its file is closed");
    }
    List<ByteBuffer> slices = new ArrayList<>();
    for (long at = begin; at < end; ) {
      int index = (int) (at / WINDOW);
      long start = index * WINDOW;
      long stop = Math.min(end, start + WINDOW);
      if (windows[index] == null) {
        windows[index] = channel.map(MapMode.READ_ONLY, start, Math.min(WINDOW, size - start));
      }
      slices.add(windows[index].slice((int) (at - start), (int) (stop - at)));
      at = stop;
    }
    return slices;
  }

  /**
   * Bytes from {@code begin} in one little-endian buffer; copied only where they lie in several
   * windows.
   */
  ByteBuffer read(long begin, int length) throws IOException {
    List<ByteBuffer> slices = slices(begin, begin + length);
    if (slices.size() == 1) {
      return slices.get(0).order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer whole = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    slices.forEach(whole::put);
    return whole.flip();
  }

  @Override
  public synchronized void close() throws IOException {
    java.util.Arrays.fill(windows, null);
    channel.close();
  }
}
