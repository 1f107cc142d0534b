package io.quantgrid.core.stored;

import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.E8m0;
import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.Fp8E4m3;
import io.quantgrid.kernels.element.Fp8E5m2;
import io.quantgrid.kernels.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Tensors of a checkpoint to and from Java arrays. */
public final class StoredFloats {
  private static final float[] FLOAT16 = new float[1 << 16];

  static {
    for (int code = 0; code < FLOAT16.length; code++) {
      FLOAT16[code] = Float16.TYPE.decode(code);
    }
  }

  private StoredFloats() {}

  /** The arithmetic of tensors stored in {@code dtype}, if they hold plain numbers. */
  public static Optional<FloatType> type(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> Optional.of(Float32.TYPE);
      case BFLOAT16 -> Optional.of(Bfloat16.TYPE);
      case FLOAT16 -> Optional.of(Float16.TYPE);
      default -> Optional.empty();
    };
  }

  static DType dtype(FloatType type) {
    return switch (type.name()) {
      case "float32" -> DType.FLOAT32;
      case "bfloat16" -> DType.BFLOAT16;
      case "float16" -> DType.FLOAT16;
      case "fp8_e4m3" -> DType.FP8_E4M3;
      case "fp8_e5m2" -> DType.FP8_E5M2;
      case "e8m0" -> DType.UINT8;
      default -> throw new IllegalArgumentException("Cannot store " + type.name());
    };
  }

  /** A tensor of a plain floating type, widened to float32. */
  public static float[] read(StoredTensor tensor) {
    ByteBuffer bytes = whole(tensor);
    float[] out = new float[Math.toIntExact(tensor.elements())];
    switch (tensor.dtype()) {
      case FLOAT32 -> bytes.asFloatBuffer().get(out);
      case BFLOAT16 -> {
        for (int i = 0; i < out.length; i++) {
          out[i] = Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < out.length; i++) {
          out[i] = FLOAT16[bytes.getShort(2 * i) & 0xFFFF];
        }
      }
      default ->
          throw new IllegalArgumentException(
              "Cannot read tensor %s: %s (expected FLOAT32, BFLOAT16 or FLOAT16)"
                  .formatted(tensor.name(), tensor.dtype()));
    }
    return out;
  }

  /**
   * The type of stored scales.
   *
   * @throws IllegalArgumentException when scales are not of that type
   */
  static FloatType scaleType(DType dtype) {
    return switch (dtype) {
      case FP8_E4M3 -> Fp8E4m3.TYPE;
      case FP8_E5M2 -> Fp8E5m2.TYPE;
      case UINT8 -> E8m0.TYPE;
      default ->
          type(dtype).orElseThrow(() -> new IllegalArgumentException("scales of type " + dtype));
    };
  }

  /** Scales of any type that they are stored in, as float32. */
  static float[] readScales(StoredTensor tensor) {
    FloatType type = scaleType(tensor.dtype());
    if (type.bits() > Byte.SIZE) {
      return read(tensor);
    }
    byte[] codes = readBytes(tensor);
    float[] out = new float[codes.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = type.decode(codes[i] & 0xFF);
    }
    return out;
  }

  /** A tensor of whole numbers of 64 bits. */
  public static long[] readLongs(StoredTensor tensor) {
    long[] out = new long[Math.toIntExact(tensor.elements())];
    whole(tensor).asLongBuffer().get(out);
    return out;
  }

  /** A tensor of whole numbers of 32 bits. */
  public static int[] readIntegers(StoredTensor tensor) {
    int[] out = new int[Math.toIntExact(tensor.elements())];
    whole(tensor).asIntBuffer().get(out);
    return out;
  }

  /** A tensor of bytes. */
  public static byte[] readBytes(StoredTensor tensor) {
    byte[] out = new byte[Math.toIntExact(tensor.elements())];
    whole(tensor).get(out);
    return out;
  }

  /** A tensor of any type as it is stored. */
  public static byte[] bytes(StoredTensor tensor) {
    byte[] out = new byte[Math.toIntExact(tensor.size())];
    whole(tensor).get(out);
    return out;
  }

  /** Values that {@code type} holds exactly, little-endian. */
  public static byte[] write(float[] values, FloatType type) {
    ByteBuffer out =
        ByteBuffer.allocate(values.length * type.bits() / Byte.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      int code = type.encodeUnsaturated(value);
      if (type.bits() == Integer.SIZE) {
        out.putInt(code);
      } else if (type.bits() == Byte.SIZE) {
        out.put((byte) code);
      } else {
        out.putShort((short) code);
      }
    }
    return out.array();
  }

  /** Whole numbers of 32 bits, little-endian. */
  public static byte[] write(int[] words) {
    ByteBuffer out =
        ByteBuffer.allocate(Math.multiplyExact(words.length, Integer.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    out.asIntBuffer().put(words);
    return out.array();
  }

  static byte[] write(long... values) {
    ByteBuffer out = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.asLongBuffer().put(values);
    return out.array();
  }

  /** One little-endian buffer; copies only a tensor that lies in several slices. */
  private static ByteBuffer whole(StoredTensor tensor) {
    if (tensor.bytes().size() == 1) {
      return tensor.bytes().get(0);
    }
    if (tensor.size() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "Cannot read tensor %s: %d bytes (expected less than 2 GiB in one matrix)"
              .formatted(tensor.name(), tensor.size()));
    }
    ByteBuffer out = ByteBuffer.allocate((int) tensor.size()).order(ByteOrder.LITTLE_ENDIAN);
    tensor.bytes().forEach(out::put);
    return out.flip();
  }
}
