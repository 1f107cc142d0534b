package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Extents;
import java.nio.ByteBuffer;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;

/** Copies between Java arrays and native memory, and between types. */
final class Transfer {
  /** Entries converted at once. */
  private static final int CHUNK = 4096;

  private Transfer() {}

  static Nd4jTensor floats(Tensors tensors, float[] values, long... shape) {
    Extents.requireCount(values.length, shape);
    Nd4jTensor x = tensors.empty(DType.FLOAT32, shape);
    Cells.write(x.memory(), DType.FLOAT32, 0, values, values.length);
    return x;
  }

  static Nd4jTensor longs(Tensors tensors, DType dtype, long[] values, long... shape) {
    Extents.requireCount(values.length, shape);
    Nd4jTensor x = tensors.empty(dtype, shape);
    Cells.write(x.memory(), dtype, 0, values, values.length);
    return x;
  }

  static Nd4jTensor raw(Tensors tensors, DType dtype, List<ByteBuffer> buffers, long... shape) {
    long bytes = Extents.requireBytes(dtype, buffers, shape);
    Nd4jTensor x = tensors.empty(dtype, shape);
    long offset = 0;
    for (ByteBuffer buffer : buffers) {
      int length = buffer.remaining();
      if (length > 0) {
        BytePointer target = x.memory().bytesFrom(offset);
        target.limit(offset + length).asByteBuffer().put(buffer.duplicate());
      }
      offset += length;
    }
    if (dtype == DType.BOOL) {
      for (long i = 0; i < bytes; i++) { // any byte but zero is true
        x.memory().at().put(i, (byte) (x.memory().at().get(i) == 0 ? 0 : 1));
      }
    }
    return x;
  }

  static float[] toFloats(Nd4jTensor x) {
    Layout layout = x.layout();
    float[] values = new float[Extents.arrayLength(layout.count())];
    if (layout.isDense()) {
      Cells.read(x.memory(), x.dtype(), layout.offset(), 1, values, values.length);
      return values;
    }
    int width = layout.width();
    float[] row = new float[width];
    for (int at = 0; at < values.length; at += width) {
      long first = layout.row(at / width);
      Cells.read(x.memory(), x.dtype(), first, layout.step(), row, width);
      System.arraycopy(row, 0, values, at, width);
    }
    return values;
  }

  static long[] toLongs(Nd4jTensor x) {
    Layout layout = x.layout();
    long[] values = new long[Extents.arrayLength(layout.count())];
    int width = layout.width();
    long[] row = new long[width];
    for (int at = 0; at < values.length; at += width) {
      long first = layout.row(at / width);
      Cells.read(x.memory(), x.dtype(), first, layout.step(), row, width);
      System.arraycopy(row, 0, values, at, width);
    }
    return values;
  }

  /** Of a dense tensor. */
  static byte[] toBytes(Nd4jTensor x) {
    int size = x.dtype().bytes();
    byte[] values =
        new byte[Extents.arrayLength(Math.multiplyExact(x.layout().count(), (long) size))];
    if (values.length > 0) {
      x.memory().bytesFrom(x.layout().offset() * size).get(values);
    }
    return values;
  }

  /** A dense tensor in another type: by way of float32, or of int64 between integer types. */
  static Nd4jTensor cast(Tensors tensors, Nd4jTensor x, DType dtype) {
    Nd4jTensor out = tensors.empty(dtype, x.shape());
    boolean whole = !Cells.isFloating(x.dtype()) && !Cells.isFloating(dtype);
    long[] longs = new long[whole ? CHUNK : 0];
    float[] floats = new float[whole ? 0 : CHUNK];
    long count = x.layout().count();
    for (long at = 0; at < count; at += CHUNK) {
      int n = (int) Math.min(CHUNK, count - at);
      long first = x.layout().offset() + at;
      if (whole) {
        Cells.read(x.memory(), x.dtype(), first, 1, longs, n);
        Cells.write(out.memory(), dtype, at, longs, n);
      } else {
        Cells.read(x.memory(), x.dtype(), first, 1, floats, n);
        Cells.write(out.memory(), dtype, at, floats, n);
      }
    }
    return out;
  }
}
