package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;

/**
 * The residual stream of all calibration texts at one place of the model, batch by batch in a
 * temporary file that is gone when it is closed, or when the process ends.
 */
final class HiddenStates implements AutoCloseable {
  private final FileChannel channel;
  private final DType dtype;
  private final int hidden;
  private final List<CalibrationTextBatch> batches;
  private final long[] starts;

  private HiddenStates(
      FileChannel channel, DType dtype, int hidden, List<CalibrationTextBatch> batches) {
    this.channel = channel;
    this.dtype = dtype;
    this.hidden = hidden;
    this.batches = batches;
    this.starts = new long[batches.size()];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + bytes(i - 1);
    }
  }

  /**
   * @param folder where there is room
   * @param hidden width of the stream
   */
  static HiddenStates in(Path folder, DType dtype, int hidden, List<CalibrationTextBatch> batches) {
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
    var tokens = batches.get(batch).tokens();
    long elements = Math.multiplyExact((long) tokens.rows() * tokens.width(), (long) hidden);
    return Math.toIntExact(elements * dtype.bytes());
  }

  /** {@code [rows, width, hidden]} of a batch; belongs to the scope that is open. */
  Tensor read(Engine engine, int batch) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes(batch));
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, starts[batch] + buffer.position()) < 0) {
          throw new IllegalStateException("Cannot read states of batch " + batch + ": not written");
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
    var tokens = batches.get(batch).tokens();
    return engine.raw(dtype, List.of(buffer.flip()), tokens.rows(), tokens.width(), hidden);
  }

  void write(Engine engine, int batch, Tensor states) {
    ByteBuffer buffer = ByteBuffer.wrap(engine.toBytes(states));
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer, starts[batch] + buffer.position());
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static CheckpointException failed(IOException e) {
    return new CheckpointException(
        "Cannot keep calibration states: %s (expected a writable folder with room)".formatted(e),
        e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
