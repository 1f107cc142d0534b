package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.IntegerType;

/** Rounds values, each under a scale of its own: tight loops for integers and floating types. */
final class GridColumn {
  /** 1.5 * 2^23: adding it rounds to integers, halves to even, and leaves them in the low bits. */
  private static final float INTEGERS = 12582912f;

  private static final int INTEGERS_BITS = Float.floatToRawIntBits(INTEGERS);

  private final Recipe recipe;
  private final ElementType element;
  private final FloatType products;
  private final int kind;
  private final float low;
  private final float high;
  private final boolean integers;
  private final float[] decoded = new float[1 << Byte.SIZE];
  private float[] scales = new float[0];
  private float[] zeros = new float[0];

  /**
   * @param products what values are rounded to after multiplication by a scale
   */
  GridColumn(Recipe recipe, FloatType products) {
    this.recipe = recipe;
    this.element = recipe.element();
    this.products = products;
    this.kind = FastRounding.kind(products);
    this.low = recipe.affine(1, 0).lowest();
    this.high = element.largest();
    boolean evenly = element instanceof IntegerType type && type.step() == 1;
    this.integers = evenly && element.bits() > 1;
    boolean signed = element instanceof IntegerType;
    int mask = (1 << element.bits()) - 1;
    for (int code = 0; code < decoded.length; code++) {
      decoded[code] = element.decode(signed ? (byte) code : code & mask);
    }
  }

  void prepare(int rows) {
    if (scales.length < rows) {
      scales = new float[rows];
      zeros = new float[rows];
    }
  }

  void put(int i, float scale, float zero) {
    scales[i] = scale;
    zeros[i] = zero;
  }

  void round(int rows, float[] targets, byte[] codes, int at, float[] values) {
    if (integers) {
      integers(rows, targets, values);
      finish(rows, codes, at, values);
    } else if (element instanceof FloatType type) {
      floats(type, rows, targets, codes, at, values);
    } else {
      others(rows, targets, codes, at, values);
    }
  }

  /** Leaves codes, as numbers, in {@code values}. */
  private void integers(int rows, float[] targets, float[] values) {
    float[] scale = scales;
    float[] zero = zeros;
    float lowest = low;
    float highest = high;
    for (int i = 0; i < rows; i++) {
      float scaled = targets[i] / scale[i] + zero[i];
      float clamped = Math.min(highest, Math.max(lowest, scaled));
      values[i] = (clamped + INTEGERS) - INTEGERS;
    }
  }

  private void finish(int rows, byte[] codes, int at, float[] values) {
    for (int i = 0; i < rows; i++) {
      codes[at + i] = (byte) (Float.floatToRawIntBits(values[i] + INTEGERS) - INTEGERS_BITS);
    }
    switch (kind) {
      case FastRounding.FLOAT32 -> {
        for (int i = 0; i < rows; i++) {
          values[i] = (values[i] - zeros[i]) * scales[i];
        }
      }
      case FastRounding.BFLOAT16 -> {
        for (int i = 0; i < rows; i++) {
          values[i] = FastRounding.bfloat16((values[i] - zeros[i]) * scales[i]);
        }
      }
      default -> {
        for (int i = 0; i < rows; i++) {
          values[i] = FastRounding.float16((values[i] - zeros[i]) * scales[i]);
        }
      }
    }
  }

  private void floats(
      FloatType type, int rows, float[] targets, byte[] codes, int at, float[] values) {
    for (int i = 0; i < rows; i++) {
      float clamped = Math.min(high, Math.max(low, targets[i] / scales[i]));
      byte code = FastRounding.encode(clamped, type.bits(), type.mantissaBits(), type.bias());
      codes[at + i] = code;
      values[i] = FastRounding.round(decoded[code & 0xFF] * scales[i], kind);
    }
  }

  private void others(int rows, float[] targets, byte[] codes, int at, float[] values) {
    for (int i = 0; i < rows; i++) {
      Affine affine = new Affine(recipe.scheme(), recipe.quotients(), scales[i], zeros[i]);
      byte code = (byte) affine.code(targets[i]);
      codes[at + i] = code;
      values[i] = products.round((decoded[code & 0xFF] - zeros[i]) * scales[i]);
    }
  }
}
