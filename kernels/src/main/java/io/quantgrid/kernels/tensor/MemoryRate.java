package io.quantgrid.kernels.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How fast an engine reads and copies memory with the calling thread's threads: what bounds a
 * product with few rows. Set {@link Engine#threads} first.
 */
public final class MemoryRate {
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");
  private static final int COLUMNS = 4096;
  private static final long SMALLEST = 256L << 20;
  private static final int CACHES_PASSED = 4;

  private MemoryRate() {}

  /**
   * Reads: the better of adding up float32 numbers and of a matrix times a vector, since adding
   * alone may be bound by the core.
   *
   * @param bytes of the tensor read, e.g. {@link #beyondCaches}
   * @return bytes per second
   */
  @SuppressWarnings("try") // the scope is there to be closed
  public static double read(Engine engine, long bytes) {
    try (Scope scope = engine.scope()) {
      Tensor x = ones(engine, bytes);
      Tensor vector = GemmRate.ones(engine, DType.FLOAT32, 1, COLUMNS);
      double adding = BestTime.seconds(() -> engine.sum(x, -1).close());
      double multiplying = BestTime.seconds(() -> engine.linear(vector, x).close());
      return size(x) / Math.min(adding, multiplying);
    }
  }

  /**
   * Copies float32 numbers from one tensor to another.
   *
   * @param bytes of each of the two
   * @return bytes per second, those read and those written counted together
   */
  @SuppressWarnings("try") // the scope is there to be closed
  public static double copy(Engine engine, long bytes) {
    try (Scope scope = engine.scope()) {
      Tensor from = ones(engine, bytes);
      Tensor to = ones(engine, bytes);
      return 2 * size(from) / BestTime.seconds(() -> engine.copyInto(to, from));
    }
  }

  private static Tensor ones(Engine engine, long bytes) {
    int rows = Math.toIntExact(Math.max(1, bytes / (COLUMNS * Float.BYTES)));
    return GemmRate.ones(engine, DType.FLOAT32, rows, COLUMNS);
  }

  private static double size(Tensor x) {
    return (double) x.elements() * x.dtype().bytes();
  }

  /** Four times the last-level cache, and at least 256 MiB. */
  public static long beyondCaches() {
    return Math.max(SMALLEST, CACHES_PASSED * lastLevelCache());
  }

  /** Bytes of the largest cache of this machine's first processor; 0 where it does not tell. */
  public static long lastLevelCache() {
    if (!Files.isDirectory(CACHES)) {
      return 0;
    }
    try (Stream<Path> caches = Files.list(CACHES)) {
      return caches
          .map(cache -> cache.resolve("size"))
          .filter(Files::isReadable)
          .mapToLong(MemoryRate::bytes)
          .max()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + CACHES, e);
    }
  }

  /** {@code 266240K} as bytes. */
  private static long bytes(Path file) {
    try {
      String text = Files.readString(file).strip();
      long number = Long.parseLong(text.replaceAll("\\D", ""));
      return switch (text.charAt(text.length() - 1)) {
        case 'K' -> number << 10;
        case 'M' -> number << 20;
        case 'G' -> number << 30;
        default -> number;
      };
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
