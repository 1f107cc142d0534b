package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * Numbers that wait on disk, in a temporary file that is there from the first of them on and gone
 * when it is closed, or when the process ends.
 */
final class FloatFile implements AutoCloseable {
  /** Bytes handed to the channel at once: the platform copies them to memory it then keeps. */
  private static final int PIECE = 1 << 20;

  private final Path folder;
  private Optional<FileChannel> file = Optional.empty();
  private long end;

  /**
   * @param folder where there is room
   */
  FloatFile(Path folder) {
    this.folder = folder;
  }

  /** Numbers in the file, from a byte on. */
  final class Stretch {
    private final long start;
    private final int length;

    private Stretch(long start, int length) {
      this.start = start;
      this.length = length;
    }

    /** They are there until the file is closed. */
    float[] read() {
      return FloatFile.this.read(this);
    }
  }

  /**
   * Appends numbers.
   *
   * @throws CheckpointException when the folder has no room left
   */
  Stretch write(float[] values) {
    Stretch stretch = new Stretch(end, values.length);
    ByteBuffer bytes = piece();
    try {
      FileChannel channel = file.isPresent() ? file.get() : open();
      for (int at = 0; at < values.length; at += PIECE / Float.BYTES) {
        int count = Math.min(values.length - at, PIECE / Float.BYTES);
        bytes.clear();
        bytes.asFloatBuffer().put(values, at, count);
        bytes.limit(count * Float.BYTES);
        while (bytes.hasRemaining()) {
          end += channel.write(bytes, end);
        }
      }
      return stretch;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private float[] read(Stretch stretch) {
    float[] values = new float[stretch.length];
    ByteBuffer bytes = piece();
    try {
      for (int at = 0; at < values.length; at += PIECE / Float.BYTES) {
        int count = Math.min(values.length - at, PIECE / Float.BYTES);
        bytes.clear().limit(count * Float.BYTES);
        long start = stretch.start + (long) at * Float.BYTES;
        while (bytes.hasRemaining()) {
          if (file.orElseThrow().read(bytes, start + bytes.position()) < 0) {
            throw new IOException("the file has become shorter");
          }
        }
        bytes.flip();
        bytes.asFloatBuffer().get(values, at, count);
      }
      return values;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static ByteBuffer piece() {
    return ByteBuffer.allocate(PIECE).order(ByteOrder.nativeOrder());
  }

  private FileChannel open() throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(".moments-" + UUID.randomUUID() + ".tmp"),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.DELETE_ON_CLOSE);
    file = Optional.of(channel);
    return channel;
  }

  private static CheckpointException failed(IOException e) {
    return new CheckpointException(
        "Cannot keep second moments: %s (expected a writable folder with room)".formatted(e), e);
  }

  /** Forgets all numbers; others may follow. */
  @Override
  public void close() {
    if (file.isPresent()) {
      try (FileChannel open = file.get()) {
        file = Optional.empty();
        end = 0;
        open.truncate(0);
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }
}
