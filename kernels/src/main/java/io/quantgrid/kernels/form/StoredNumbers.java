package io.quantgrid.kernels.form;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.ByteLayouts;
import io.quantgrid.kernels.scheme.Packing;
import io.quantgrid.kernels.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Numbers to the little-endian bytes of stored arrays, and back. */
final class StoredNumbers {
  private StoredNumbers() {}

  /** Values of {@code type}. */
  static StoredArray floats(String name, float[] values, FloatType type, long... shape) {
    byte[] bytes = new byte[values.length * (type.bits() / Byte.SIZE)];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      if (type == Float32.TYPE) {
        out.putFloat(value);
      } else if (type.bits() == Byte.SIZE) {
        out.put((byte) type.encodeUnsaturated(value));
      } else {
        out.putShort((short) type.encodeUnsaturated(value));
      }
    }
    return new StoredArray(name, dtype(type), shape, bytes);
  }

  static float[] floats(StoredArray array, FloatType type) {
    ByteBuffer in = ByteBuffer.wrap(array.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[array.bytes().length / (type.bits() / Byte.SIZE)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          type == Float32.TYPE
              ? in.getFloat()
              : type.decode(type.bits() == Byte.SIZE ? in.get() & 0xFF : in.getShort() & 0xFFFF);
    }
    return values;
  }

  static StoredArray words(String name, int[] values, long... shape) {
    byte[] bytes = new byte[values.length * Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
    return new StoredArray(name, DType.INT32, shape, bytes);
  }

  static int[] words(StoredArray array) {
    int[] values = new int[array.bytes().length / Integer.BYTES];
    ByteBuffer.wrap(array.bytes()).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
    return values;
  }

  /**
   * Codes {@code [rows, columns]} in the layout of their type: words of {@link Packing}, packed
   * bytes of {@link ByteLayouts}, or one byte each.
   */
  static StoredArray codes(String name, byte[] codes, ElementType element, int rows, int columns) {
    var layout = ByteLayouts.of(element);
    if (layout.isPresent()) {
      byte[] packed = layout.get().pack(codes, rows, columns);
      return new StoredArray(name, DType.UINT8, new long[] {packed.length}, packed);
    } else if (element.bits() < Byte.SIZE) {
      int words = Packing.words(columns, element.bits());
      return words(name, Packing.alongColumns(codes, rows, columns, element.bits()), rows, words);
    }
    return new StoredArray(name, DType.INT8, new long[] {rows, columns}, codes.clone());
  }

  /** The reverse of {@link #codes(String, byte[], ElementType, int, int)}. */
  static byte[] codes(StoredArray array, ElementType element, int rows, int columns) {
    var layout = ByteLayouts.of(element);
    if (layout.isPresent()) {
      return layout.get().unpack(array.bytes(), rows, columns);
    } else if (element.bits() < Byte.SIZE) {
      return Packing.fromColumns(words(array), rows, columns, element.bits());
    }
    return array.bytes().clone();
  }

  /**
   * The array of that name.
   *
   * @throws IllegalArgumentException when there is none, naming those there are
   */
  static StoredArray named(List<StoredArray> arrays, String name, String form) {
    return arrays.stream()
        .filter(array -> array.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot read "
                        + form
                        + ": arrays "
                        + arrays.stream().map(StoredArray::name).toList()
                        + " (expected also "
                        + name
                        + ")"));
  }

  /** The array of that name, type and shape. */
  static StoredArray named(
      List<StoredArray> arrays, String name, String form, DType dtype, long... shape) {
    StoredArray array = named(arrays, name, form);
    if (array.dtype() != dtype || !Arrays.equals(array.shape(), shape)) {
      throw new IllegalArgumentException(
          "Cannot read "
              + form
              + ": "
              + name
              + " of "
              + array.dtype()
              + Arrays.toString(array.shape())
              + " (expected "
              + dtype
              + Arrays.toString(shape)
              + ")");
    }
    return array;
  }

  /** What a checkpoint calls the type. */
  static DType dtype(FloatType type) {
    return switch (type.name()) {
      case "float32" -> DType.FLOAT32;
      case "float16" -> DType.FLOAT16;
      case "bfloat16" -> DType.BFLOAT16;
      case "fp8_e4m3" -> DType.FP8_E4M3;
      case "fp8_e5m2" -> DType.FP8_E5M2;
      case "e8m0" -> DType.UINT8;
      default ->
          throw new IllegalArgumentException(
              "Cannot store numbers in "
                  + type.name()
                  + " (expected float32, bfloat16, float16, fp8_e4m3, fp8_e5m2 or e8m0)");
    };
  }
}
