package io.quantgrid.core.checkpoint.gguf;

import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.checkpoint.gguf.GgufWeight.Change;
import io.quantgrid.kernels.ggml.GgmlType;
import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes tensors of weights: what is stored in a type that is computed with and in the order that is
 * wanted stays where it is mapped; all else is decoded to float32, a few rows at a time.
 */
final class GgufDecoder {
  /** Bytes of one piece of a decoded tensor, but for rows that are longer. */
  private static final long PIECE = 1L << 28;

  private static final int MOST_ROWS = 64;

  private final Path file;
  private final GgufBytes bytes;

  GgufDecoder(Path file, GgufBytes bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  StoredTensor tensor(GgufWeight weight) {
    GgufTensor source = weight.source();
    try {
      if (isMapped(weight)) {
        return new StoredTensor(
            weight.name(), dtype(weight), weight.shape().clone(), slices(source, 0, source.rows()));
      }
      List<ByteBuffer> decoded =
          weight.change() == Change.TRANSPOSED ? transposed(weight) : pieces(weight);
      return new StoredTensor(weight.name(), DType.FLOAT32, weight.shape().clone(), decoded);
    } catch (IOException e) {
      throw new CheckpointException(
          "Cannot read %s: %s: %s (expected a readable file)".formatted(file, source.name(), e), e);
    }
  }

  /** The values of a small tensor, in the file's order. */
  float[] values(GgufTensor tensor) {
    try {
      float[] out = new float[Math.toIntExact(Math.multiplyExact(tensor.rows(), tensor.columns()))];
      rows(tensor, 0, Math.toIntExact(tensor.rows()), out, 0);
      return out;
    } catch (IOException e) {
      throw new CheckpointException(
          "Cannot read %s: %s: %s (expected a readable file)".formatted(file, tensor.name(), e), e);
    }
  }

  private List<ByteBuffer> pieces(GgufWeight weight) throws IOException {
    GgufTensor source = weight.source();
    int columns = Math.toIntExact(source.columns());
    long rowBytes = Math.multiplyExact((long) columns, (long) Float.BYTES);
    long all = 1;
    for (long extent : weight.shape()) {
      all *= extent;
    }
    long rows = all / columns;
    int most = (int) Math.max(1, Math.min(rows, PIECE / rowBytes));
    float[] scratch = new float[Math.multiplyExact(Math.min(most, MOST_ROWS), columns)];
    List<ByteBuffer> pieces = new ArrayList<>();
    for (long row = 0; row < rows; ) {
      int count = (int) Math.min(most, rows - row);
      ByteBuffer piece = allocate(count * rowBytes);
      FloatBuffer values = piece.asFloatBuffer();
      for (int done = 0; done < count; ) {
        long first = weight.rows().applyAsLong(row + done);
        int run = run(weight, row + done, Math.min(MOST_ROWS, count - done));
        rows(source, first, run, scratch, 0);
        change(weight.change(), scratch, run * columns);
        values.put(scratch, 0, run * columns);
        done += run;
      }
      pieces.add(piece);
      row += count;
    }
    return pieces;
  }

  /** How many rows from {@code row} on follow one another in the file too. */
  private static int run(GgufWeight weight, long row, int most) {
    long first = weight.rows().applyAsLong(row);
    int run = 1;
    while (run < most && weight.rows().applyAsLong(row + run) == first + run) {
      run++;
    }
    return run;
  }

  private List<ByteBuffer> transposed(GgufWeight weight) throws IOException {
    GgufTensor source = weight.source();
    float[] values = values(source);
    int rows = Math.toIntExact(source.rows());
    int columns = Math.toIntExact(source.columns());
    ByteBuffer out = allocate((long) values.length * Float.BYTES);
    FloatBuffer floats = out.asFloatBuffer();
    float[] line = new float[rows];
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++) {
        line[row] = values[row * columns + column];
      }
      floats.put(line);
    }
    return List.of(out);
  }

  private void rows(GgufTensor tensor, long first, int count, float[] out, int to)
      throws IOException {
    int length = Math.toIntExact(Math.multiplyExact(tensor.rowBytes(), (long) count));
    byte[] packed = new byte[length];
    int filled = 0;
    for (ByteBuffer slice : slices(tensor, first, first + count)) {
      int n = slice.remaining();
      slice.get(packed, filled, n);
      filled += n;
    }
    tensor.type().decode(packed, 0, length / tensor.type().blockBytes(), out, to);
  }

  private List<ByteBuffer> slices(GgufTensor tensor, long first, long end) throws IOException {
    return bytes.slices(
        tensor.begin() + first * tensor.rowBytes(), tensor.begin() + end * tensor.rowBytes());
  }

  private static void change(Change change, float[] values, int count) {
    for (int i = 0; i < count && change != Change.NONE; i++) {
      values[i] = change == Change.MINUS_ONE ? values[i] - 1 : (float) Math.log(-values[i]);
    }
  }

  /** Whether the file's bytes are the tensor's. */
  private static boolean isMapped(GgufWeight weight) {
    return weight.isStored()
        && switch (weight.source().type()) {
          case F32, F16, BF16 -> true;
          default -> false;
        };
  }

  /** The type that a weight's tensor has. */
  static DType dtype(GgufWeight weight) {
    GgmlType stored = isMapped(weight) ? weight.source().type() : GgmlType.F32;
    return switch (stored) {
      case F16 -> DType.FLOAT16;
      case BF16 -> DType.BFLOAT16;
      default -> DType.FLOAT32;
    };
  }

  private static ByteBuffer allocate(long bytes) {
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
