package io.quantgrid.core.adapter;

import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Tensors of plain floating types to Java arrays and back. */
final class Floats {
  private Floats() {}

  static FloatType type(StoredTensor tensor) {
    return switch (tensor.dtype()) {
      case FLOAT32 -> Float32.TYPE;
      case BFLOAT16 -> Bfloat16.TYPE;
      case FLOAT16 -> Float16.TYPE;
      default ->
          throw new AdapterException(
              "Cannot merge tensor %s: %s (expected FLOAT32, BFLOAT16 or FLOAT16)"
                  .formatted(tensor.name(), tensor.dtype()));
    };
  }

  static float[] read(StoredTensor tensor) {
    FloatType type = type(tensor);
    ByteBuffer bytes = whole(tensor);
    float[] out = new float[Math.toIntExact(tensor.elements())];
    for (int i = 0; i < out.length; i++) {
      out[i] = type == Float32.TYPE ? bytes.getFloat() : type.decode(bytes.getShort() & 0xFFFF);
    }
    return out;
  }

  /** The values rounded to the type of {@code like}, under its name and shape. */
  static StoredTensor write(float[] values, StoredTensor like) {
    FloatType type = type(like);
    DType dtype = like.dtype();
    ByteBuffer out =
        ByteBuffer.allocate(Math.multiplyExact(values.length, dtype.bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      if (!Float.isFinite(value) || Math.abs(value) > type.largest()) {
        throw new AdapterException(
            "Cannot merge into %s: %s (expected a number that %s holds)"
                .formatted(like.name(), value, dtype));
      }
      int code = type.encodeUnsaturated(type.round(value));
      if (type == Float32.TYPE) {
        out.putInt(code);
      } else {
        out.putShort((short) code);
      }
    }
    return StoredTensor.of(like.name(), dtype, out.array(), like.shape());
  }

  private static ByteBuffer whole(StoredTensor tensor) {
    if (tensor.bytes().size() == 1) {
      return tensor.bytes().get(0);
    }
    ByteBuffer out =
        ByteBuffer.allocate(Math.toIntExact(tensor.size())).order(ByteOrder.LITTLE_ENDIAN);
    tensor.bytes().forEach(out::put);
    return out.flip();
  }
}
