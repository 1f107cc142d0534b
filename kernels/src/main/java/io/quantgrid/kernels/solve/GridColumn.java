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
  private float[] scale = new float[0];
  private float[] zero = new float[0];

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

  /**
   * Rounds {@code targets[i]} under the scale and zero point at {@code first + i}.
   *
   * @param codes filled from {@code at} on
   * @param values filled with what the codes stand for
   */
  void round(
      float[] scales,
      float[] zeros,
      int first,
      int rows,
      float[] targets,
      byte[] codes,
      int at,
      float[] values) {
    if (scale.length < rows) {
      scale = new float[rows];
      zero = new float[rows];
    }
    System.arraycopy(scales, first, scale, 0, rows);
    System.arraycopy(zeros, first, zero, 0, rows);
    if (integers) {
      integers(scale, zero, rows, targets, values);
      finish(scale, zero, rows, codes, at, values);
    } else if (element instanceof FloatType type) {
      floats(type, rows, targets, codes, at, values);
    } else {
      others(rows, targets, codes, at, values);
    }
  }

  /** Leaves codes, as numbers, in {@code values}. */
  private void integers(float[] scale, float[] zero, int rows, float[] targets, float[] values) {
    float lowest = low;
    float highest = high;
    for (int i = 0; i < rows; i++) {
      float scaled = targets[i] / scale[i] + zero[i];
      float clamped = Math.min(highest, Math.max(lowest, scaled));
      values[i] = (clamped + INTEGERS) - INTEGERS;
    }
  }

  private void finish(float[] scale, float[] zero, int rows, byte[] codes, int at, float[] values) {
    for (int i = 0; i < rows; i++) {
      codes[at + i] = (byte) (Float.floatToRawIntBits(values[i] + INTEGERS) - INTEGERS_BITS);
    }
    switch (kind) {
      case FastRounding.FLOAT32 -> {
        for (int i = 0; i < rows; i++) {
          values[i] = (values[i] - zero[i]) * scale[i];
        }
      }
      case FastRounding.BFLOAT16 -> {
        for (int i = 0; i < rows; i++) {
          values[i] = FastRounding.bfloat16((values[i] - zero[i]) * scale[i]);
        }
      }
      default -> {
        for (int i = 0; i < rows; i++) {
          values[i] = FastRounding.float16((values[i] - zero[i]) * scale[i]);
        }
      }
    }
  }

  private void floats(
      FloatType type, int rows, float[] targets, byte[] codes, int at, float[] values) {
    for (int i = 0; i < rows; i++) {
      float clamped = Math.min(high, Math.max(low, targets[i] / scale[i]));
      byte code = FastRounding.encode(clamped, type.bits(), type.mantissaBits(), type.bias());
      codes[at + i] = code;
      values[i] = FastRounding.round(decoded[code & 0xFF] * scale[i], kind);
    }
  }

  private void others(int rows, float[] targets, byte[] codes, int at, float[] values) {
    for (int i = 0; i < rows; i++) {
      Affine affine = new Affine(recipe.scheme(), recipe.quotients(), scale[i], zero[i]);
      byte code = (byte) affine.code(targets[i]);
      codes[at + i] = code;
      values[i] = products.round((decoded[code & 0xFF] - zero[i]) * scale[i]);
    }
  }
}
