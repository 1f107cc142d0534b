package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Extents;
import java.nio.ByteBuffer;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Copies between Java arrays and native memory. */
final class Transfer {
  private Transfer() {}

  static long[] shape(Tensor x) {
    long[] shape = new long[(int) x.dim()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = x.size(i);
    }
    return shape;
  }

  static Tensor empty(DType dtype, long... shape) {
    return torch.empty(shape, ScalarTypes.options(dtype), ScalarTypes.ANY_FORMAT);
  }

  static Tensor floats(float[] values, long... shape) {
    Extents.requireCount(values.length, shape);
    Tensor x = empty(DType.FLOAT32, shape);
    if (values.length > 0) {
      try (FloatPointer data = x.data_ptr_float()) {
        data.put(values);
      }
    }
    return x;
  }

  static Tensor longs(long[] values, long... shape) {
    Extents.requireCount(values.length, shape);
    Tensor x = empty(DType.INT64, shape);
    if (values.length > 0) {
      try (LongPointer data = x.data_ptr_long()) {
        data.put(values);
      }
    }
    return x;
  }

  static Tensor booleans(boolean[] values, long... shape) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return raw(DType.BOOL, List.of(ByteBuffer.wrap(bytes)), shape);
  }

  static Tensor raw(DType dtype, List<ByteBuffer> buffers, long... shape) {
    long bytes = Extents.requireBytes(dtype, buffers, shape);
    if (dtype == DType.BOOL) {
      return bool(buffers, shape);
    }
    Tensor x = empty(dtype, shape);
    write(x, buffers, bytes);
    return x;
  }

  /** Any byte but zero is true; libtorch itself would keep the byte, and compute with it. */
  private static Tensor bool(List<ByteBuffer> buffers, long... shape) {
    Tensor bytes = raw(DType.UINT8, buffers, shape);
    try {
      return bytes.to(ScalarTypes.of(DType.BOOL));
    } finally {
      bytes.deallocate();
    }
  }

  private static void write(Tensor x, List<ByteBuffer> buffers, long bytes) {
    if (bytes == 0) {
      return;
    }
    try (BytePointer data = new BytePointer(x.data_ptr())) {
      long offset = 0;
      for (ByteBuffer buffer : buffers) {
        int length = buffer.remaining();
        data.position(offset).limit(offset + length);
        data.asByteBuffer().put(buffer.duplicate());
        offset += length;
        data.limit(0);
      }
    }
  }

  static float[] toFloats(Tensor x) {
    float[] values = new float[Extents.arrayLength(x.numel())];
    if (values.length > 0) {
      Tensor dense = dense(x, DType.FLOAT32);
      try (FloatPointer data = dense.data_ptr_float()) {
        data.get(values);
      } finally {
        dense.deallocate();
      }
    }
    return values;
  }

  static long[] toLongs(Tensor x) {
    long[] values = new long[Extents.arrayLength(x.numel())];
    if (values.length > 0) {
      Tensor dense = dense(x, DType.INT64);
      try (LongPointer data = dense.data_ptr_long()) {
        data.get(values);
      } finally {
        dense.deallocate();
      }
    }
    return values;
  }

  static byte[] toBytes(Tensor x, DType dtype) {
    byte[] values =
        new byte[Extents.arrayLength(Math.multiplyExact(x.numel(), (long) dtype.bytes()))];
    if (values.length > 0) {
      Tensor dense = x.contiguous();
      try (BytePointer data = new BytePointer(dense.data_ptr())) {
        data.get(values);
      } finally {
        dense.deallocate();
      }
    }
    return values;
  }

  private static Tensor dense(Tensor x, DType dtype) {
    Tensor cast = x.to(ScalarTypes.of(dtype));
    try {
      return cast.contiguous();
    } finally {
      cast.deallocate();
    }
  }
}
