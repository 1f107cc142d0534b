package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.tensor.DType;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Dynamic quantization and dequantization. All arithmetic is float32, one rounding per operation,
 * as compressed-tensors computes it; bfloat16 and float16 are widened first and rounded once at the
 * end. Equal to {@code solve.RoundTrip} in float32, bit for bit but for the sign of zeros.
 */
final class RoundTrip {
  /** The scale where the formula gives zero: compressed-tensors' float32 epsilon. */
  static final double SMALLEST_SCALE = 0x1p-23;

  /** The exponent bits of a float32. */
  private static final Scalar EXPONENT = new Scalar(0x7F80_0000);

  private static final ScalarOptional E4M3_SMALLEST_NORMAL = bitsOf(0x1p-6f);
  private static final ScalarOptional E5M2_SMALLEST_NORMAL = bitsOf(0x1p-14f);

  private RoundTrip() {}

  private static ScalarOptional bitsOf(float value) {
    return new ScalarOptional(new Scalar(Float.floatToRawIntBits(value)));
  }

  static Tensor apply(Tensor x, DType dtype, Scheme scheme) {
    if (x.numel() == 0) {
      return x.clone();
    }
    if (!handles(scheme)) {
      return oracle(x, dtype, scheme);
    }
    Tensor work = x.to(ScalarType.Float, false, true, ScalarTypes.ROW_MAJOR); // a copy, always
    try {
      Tensor rows = rows(work, scheme.granularity());
      try {
        quantize(rows, scheme);
      } finally {
        rows.deallocate();
      }
      return dtype == DType.FLOAT32 ? new Tensor(work) : work.to(ScalarTypes.of(dtype));
    } finally {
      work.deallocate();
    }
  }

  private static boolean handles(Scheme scheme) {
    ElementType element = scheme.element();
    boolean integer = element instanceof IntegerType type && type.step() == 1;
    boolean bytes = element instanceof FloatType && element.bits() == Byte.SIZE;
    return scheme.rule() == ScaleRule.PLAIN && (integer || bytes);
  }

  private static Tensor oracle(Tensor x, DType dtype, Scheme scheme) {
    int columns = (int) x.size(-1);
    int rows = (int) (x.numel() / columns);
    float[] values = Transfer.toFloats(x);
    Tensor out =
        Transfer.floats(
            io.quantgrid.kernels.solve.RoundTrip.apply(values, rows, columns, scheme, Float32.TYPE),
            x.sizes().vec().get());
    if (dtype == DType.FLOAT32) {
      return out;
    }
    try {
      return out.to(ScalarTypes.of(dtype));
    } finally {
      out.deallocate();
    }
  }

  /** A view of the contiguous {@code work} in which entries of the last dimension share a scale. */
  private static Tensor rows(Tensor work, Granularity granularity) {
    long width = work.size(-1);
    if (granularity instanceof Granularity.PerTensor) {
      return work.view(1, work.numel());
    }
    if (granularity instanceof Granularity.Group group) {
      if (width % group.size() != 0) {
        throw new IllegalArgumentException(
            "Cannot group "
                + width
                + " columns by "
                + group.size()
                + " (expected a divisor of the row)");
      }
      return work.view(-1, group.size());
    }
    return work.view(-1, width);
  }

  private static void quantize(Tensor rows, Scheme scheme) {
    ElementType element = scheme.element();
    if (scheme.symmetry() == Symmetry.ASYMMETRIC) {
      asymmetric(rows, element);
      return;
    }
    boolean integer = element instanceof IntegerType;
    double steps = integer ? ((1 << element.bits()) - 1.0) / 2 : element.largest();
    Tensor scale = largestMagnitude(rows);
    try {
      scale.div_(Numbers.scalar(steps));
      fillZeros(scale);
      rows.div_(scale);
      clamp(rows, element);
      if (integer) {
        rows.round_();
      } else {
        roundToFloat(rows, element);
      }
      rows.mul_(scale);
    } finally {
      scale.deallocate();
    }
  }

  private static void asymmetric(Tensor rows, ElementType element) {
    Tensor low = torch.amin(rows, new long[] {-1}, true);
    Tensor scale = torch.amax(rows, new long[] {-1}, true);
    try {
      low.clamp_(Numbers.NO_LIMIT, Numbers.limit(0));
      scale.clamp_(Numbers.limit(0), Numbers.NO_LIMIT);
      scale.sub_(low);
      scale.div_(Numbers.scalar((1 << element.bits()) - 1.0));
      low.div_(scale); // becomes the zero point: qmin - low / scale, 0 where that is 0 / 0
      low.neg_();
      low.add_(Numbers.scalar(element.smallest()));
      clamp(low, element);
      low.round_();
      low.nan_to_num_();
      fillZeros(scale);
      rows.div_(scale);
      rows.add_(low);
      clamp(rows, element);
      rows.round_();
      rows.sub_(low);
      rows.mul_(scale);
    } finally {
      low.deallocate();
      scale.deallocate();
    }
  }

  private static Tensor largestMagnitude(Tensor rows) {
    Tensor low = torch.amin(rows, new long[] {-1}, true);
    Tensor high = torch.amax(rows, new long[] {-1}, true);
    try {
      low.neg_();
      return torch.maximum(low, high);
    } finally {
      low.deallocate();
      high.deallocate();
    }
  }

  private static void fillZeros(Tensor scale) {
    Tensor zeros = scale.eq(Numbers.scalar(0));
    try {
      scale.masked_fill_(zeros, Numbers.scalar(SMALLEST_SCALE));
    } finally {
      zeros.deallocate();
    }
  }

  private static void clamp(Tensor x, ElementType element) {
    x.clamp_(Numbers.limit(element.smallest()), Numbers.limit(element.largest()));
  }

  /**
   * Rounds to the nearest value of a small float, halves to even; the caller has clamped. libtorch
   * converts to float8 and back one element at a time, over twice as slow as this: adding and
   * taking away {@code 1.5 * 2^(23 - m)} times the power of two at or below |x| (not below the
   * smallest normal) leaves m bits of mantissa. Exact, but that a negative rounded to zero is +0.
   */
  private static void roundToFloat(Tensor rows, ElementType element) {
    int mantissaBits;
    ScalarOptional smallestNormal;
    switch (element.name()) {
      case "fp8_e4m3" -> {
        mantissaBits = 3;
        smallestNormal = E4M3_SMALLEST_NORMAL;
      }
      case "fp8_e5m2" -> {
        mantissaBits = 2;
        smallestNormal = E5M2_SMALLEST_NORMAL;
      }
      default ->
          throw new IllegalArgumentException(
              "Cannot quantize activations to "
                  + element.name()
                  + " (expected fp8_e4m3, fp8_e5m2 or an integer type)");
    }
    Tensor bits = rows.view(ScalarType.Int);
    Tensor powers = torch.bitwise_and(bits, EXPONENT);
    Tensor shift = powers.view(ScalarType.Float);
    try {
      powers.clamp_(smallestNormal, Numbers.NO_LIMIT);
      shift.mul_(Numbers.scalar(1.5 * (1 << (23 - mantissaBits))));
      rows.add_(shift);
      rows.sub_(shift);
    } finally {
      bits.deallocate();
      powers.deallocate();
      shift.deallocate();
    }
  }
}
