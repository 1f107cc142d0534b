package io.quantgrid.kernels.tensor;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.IntegerType;
import java.nio.ByteBuffer;
import java.util.List;

/** Codes of values and values of codes, one by one in Java: what faster engines are held to. */
final class Elements {
  private static final int WIDEST = 8;

  private Elements() {}

  static Tensor encode(Engine engine, Tensor x, ElementType element) {
    require(element);
    float[] values = engine.toFloats(x);
    byte[] codes = new byte[values.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) element.encode(values[i]);
    }
    DType dtype = element instanceof IntegerType ? DType.INT8 : DType.UINT8;
    return engine.raw(dtype, List.of(ByteBuffer.wrap(codes)), x.shape());
  }

  static Tensor decode(Engine engine, Tensor codes, ElementType element) {
    require(element);
    byte[] bytes = engine.toBytes(codes);
    float[] values = new float[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = element.decode(element instanceof IntegerType ? bytes[i] : bytes[i] & 0xFF);
    }
    return engine.floats(values, codes.shape());
  }

  private static void require(ElementType element) {
    if (element.bits() > WIDEST) {
      throw new IllegalArgumentException(
          "Cannot encode "
              + element.name()
              + " in a byte (expected at most "
              + WIDEST
              + " bits; cast)");
    }
  }
}
