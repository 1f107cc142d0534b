package io.quantgrid.core.checkpoint;

import io.quantgrid.core.checkpoint.SafetensorsHeader.Entry;
import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * One safetensors file, memory-mapped. Everything that the header claims is checked when the file
 * is opened; opening allocates no more than the header's own size a few times over. Thread safe.
 * Tensors stay readable after {@link #close}; see {@link Checkpoint#close}.
 */
public final class Safetensors implements WeightFile {
  private static final long LENGTH_BYTES = Long.BYTES;

  private final Path file;
  private final MappedFile mapped;
  private final SafetensorsHeader header;
  private final long dataStart;

  private Safetensors(Path file, MappedFile mapped) throws IOException {
    this.file = file;
    this.mapped = mapped;
    byte[] json = headerBytes(file, mapped);
    this.dataStart = LENGTH_BYTES + json.length;
    this.header = SafetensorsHeader.parse(file, json, mapped.size() - dataStart);
  }

  /**
   * Maps the file and checks its header.
   *
   * @throws CheckpointException if it is no sound safetensors file
   */
  public static Safetensors open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(
          "Cannot read %s: %s (expected a safetensors file)"
              .formatted(file, Files.exists(file) ? "not a file" : "no such file"));
    }
    MappedFile mapped = null;
    try {
      mapped = MappedFile.open(file);
      Safetensors opened = new Safetensors(file, mapped);
      mapped = null;
      return opened;
    } catch (IOException e) {
      throw JsonFile.unreadable(file, "a safetensors file", e);
    } finally {
      if (mapped != null) {
        closed(mapped);
      }
    }
  }

  @Override
  public SortedSet<String> names() {
    return header.entries().navigableKeySet();
  }

  public boolean has(String name) {
    return header.entries().containsKey(name);
  }

  /** The strings under {@code __metadata__}. */
  public SortedMap<String, String> metadata() {
    return header.metadata();
  }

  @Override
  public long elements(String name) {
    return Shapes.elements(header.entries().get(name).shape());
  }

  /**
   * The tensor, mapped, not copied.
   *
   * @throws CheckpointException if there is none of that name, or of a type that nothing computes
   *     with
   * @throws IllegalStateException after {@link #close}
   */
  @Override
  public StoredTensor tensor(String name) {
    Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new CheckpointException(
          "Cannot read %s: %s (expected one of its %d tensors)"
              .formatted(file, name, header.entries().size()));
    }
    DType dtype =
        entry
            .type()
            .dtype()
            .orElseThrow(
                () ->
                    new CheckpointException(
                        "Cannot read %s: %s: dtype %s (expected one of %s)"
                            .formatted(file, name, entry.type(), Arrays.toString(DType.values()))));
    try {
      return new StoredTensor(
          name,
          dtype,
          entry.shape().clone(),
          mapped.slices(dataStart + entry.begin(), dataStart + entry.end()));
    } catch (IOException e) {
      throw JsonFile.unreadable(file, "a safetensors file", e);
    }
  }

  @Override
  public void close() {
    closed(mapped);
  }

  private static void closed(MappedFile mapped) {
    try {
      mapped.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] headerBytes(Path file, MappedFile mapped) throws IOException {
    if (mapped.size() < LENGTH_BYTES) {
      throw new CheckpointException(
          "Cannot read %s: %d bytes (expected at least 8)".formatted(file, mapped.size()));
    }
    byte[] length = bytes(mapped, 0, Long.BYTES);
    long n = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long most = Math.min(SafetensorsHeader.MAX_BYTES, mapped.size() - LENGTH_BYTES);
    if (n < 0 || n > most) {
      throw new CheckpointException(
          "Cannot read %s: header of %s bytes (expected at most %d)"
              .formatted(file, Long.toUnsignedString(n), most));
    }
    return bytes(mapped, LENGTH_BYTES, (int) n);
  }

  private static byte[] bytes(MappedFile mapped, long from, int length) throws IOException {
    byte[] bytes = new byte[length];
    int filled = 0;
    for (ByteBuffer slice : mapped.slices(from, from + length)) {
      int n = slice.remaining();
      slice.get(bytes, filled, n);
      filled += n;
    }
    return bytes;
  }
}
