package io.quantgrid.core.model;

import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * The residual stream of many batches at one place of a model, batch by batch in a temporary file
 * that is gone when it is closed, or when the process ends. Read through a mapping, so that the
 * operating system may keep as much of it in memory as there is room for.
 */
public final class HiddenStates implements AutoCloseable {
  /** Bytes handed to the channel at once: the platform copies them to memory it then keeps. */
  private static final int PIECE = 1 << 20;

  private final FileChannel channel;
  private final DType dtype;
  private final int hidden;
  private final List<TokenBatch> batches;
  private final long[] starts;
  private final ByteBuffer[] mapped;

  private HiddenStates(FileChannel channel, DType dtype, int hidden, List<TokenBatch> batches) {
    this.channel = channel;
    this.dtype = dtype;
    this.hidden = hidden;
    this.batches = List.copyOf(batches);
    this.starts = new long[batches.size()];
    this.mapped = new ByteBuffer[batches.size()];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + bytes(i - 1);
    }
  }

  /**
   * @param folder where there is room
   * @param hidden width of the stream
   */
  public static HiddenStates in(Path folder, DType dtype, int hidden, List<TokenBatch> batches) {
    Path file = folder.resolve(".states-" + UUID.randomUUID() + ".tmp");
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.DELETE_ON_CLOSE);
      return new HiddenStates(channel, dtype, hidden, batches);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private int bytes(int batch) {
    TokenBatch tokens = batches.get(batch);
    long elements = Math.multiplyExact((long) tokens.rows() * tokens.width(), (long) hidden);
    return Math.toIntExact(elements * dtype.bytes());
  }

  /**
   * {@code [rows, width, hidden]} of a batch; belongs to the scope that is open.
   *
   * @throws IllegalStateException when they were not written
   */
  public Tensor read(Engine engine, int batch) {
    if (mapped[batch] == null) {
      throw new IllegalStateException("Cannot read states of batch " + batch + ": not written");
    }
    TokenBatch tokens = batches.get(batch);
    return engine.raw(
        dtype, List.of(mapped[batch].duplicate()), tokens.rows(), tokens.width(), hidden);
  }

  /**
   * Puts a batch's states in place of those it had.
   *
   * @throws CheckpointException when the folder has no room left
   */
  public void write(Engine engine, int batch, Tensor states) {
    ByteBuffer buffer = ByteBuffer.wrap(engine.toBytes(states));
    int length = buffer.capacity();
    try {
      // by the channel, which reports a full disk; a mapping would end the process
      while (buffer.position() < length) {
        buffer.limit(Math.min(length, buffer.position() + PIECE));
        channel.write(buffer, starts[batch] + buffer.position());
      }
      if (mapped[batch] == null) {
        mapped[batch] = channel.map(MapMode.READ_ONLY, starts[batch], bytes(batch));
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static CheckpointException failed(IOException e) {
    return new CheckpointException(
        "Cannot keep hidden states: %s (expected a writable folder with room)".formatted(e), e);
  }

  @Override
  public void close() {
    try (channel) {
      Arrays.fill(mapped, null);
      channel.truncate(0); // mappings live on until they are garbage, their pages need not
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
