package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.LowBitLinear;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/**
 * Weights of 4 bits times bfloat16 inputs by {@code aten::_weight_int4pack_mm_for_cpu}: codes are
 * unpacked in registers, {@code w = (q - 8) * scale + zero}, sums are float32, the result is
 * rounded once. Scales, and zeros {@code -zeroPoint * scale}, are stored in bfloat16, each rounded
 * once.
 */
final class PackedInt4 extends NativeLinear {
  private static final Operator PACK = Operator.named("aten::_convert_weight_to_int4pack_for_cpu");
  private static final Operator PRODUCT = Operator.named("aten::_weight_int4pack_mm_for_cpu");

  /** Rows come in blocks of 16; rows of zeros fill the last one. */
  private static final int ROWS = 16;

  /** The groups that the kernel takes; larger ones repeat their scale. */
  private static final int[] GROUPS = {256, 128, 64, 32};

  private final IValue weights;
  private final IValue group;
  private final IValue scalesAndZeros; // bfloat16 [groups, out, 2]
  private final String arithmetic;

  private PackedInt4(Calls calls, QuantizedMatrix weight, int group, DType compute) {
    super(calls, weight, compute);
    this.arithmetic = weight.scheme().element().name() + " weights, float32 sums";
    int padded = (out + ROWS - 1) / ROWS * ROWS;
    this.weights = own(new IValue(hold(packed(weight, padded))));
    this.group = own(new IValue((long) group));
    this.scalesAndZeros = own(new IValue(hold(scalesAndZeros(weight, padded, group))));
  }

  /** Empty where the groups do not fit the kernel. */
  static Optional<LowBitLinear> of(Calls calls, QuantizedMatrix weight, DType compute) {
    if (compute != DType.BFLOAT16 || weight.codes().length == 0) {
      return Optional.empty();
    }
    OptionalInt group = group(weight);
    return group.isPresent()
        ? Optional.of(new PackedInt4(calls, weight, group.getAsInt(), compute).ready())
        : Optional.empty();
  }

  /** The largest group that the kernels take and that divides the matrix's. */
  static OptionalInt group(QuantizedMatrix weight) {
    int size = weight.groupSize();
    return weight.columns() % size == 0
        ? Arrays.stream(GROUPS).filter(group -> size % group == 0).findFirst()
        : OptionalInt.empty();
  }

  private static Tensor packed(QuantizedMatrix weight, int padded) {
    int[] codes = new int[Math.multiplyExact(padded, weight.columns())];
    for (int i = 0; i < weight.codes().length; i++) {
      codes[i] = weight.codes()[i] + 8;
    }
    Tensor unsigned = Weights.ints(codes, padded, weight.columns());
    try (IValue tiles = new IValue(1L)) { // of the GPU's layout; the CPU's has none
      return PACK.call(unsigned, tiles);
    } finally {
      unsigned.deallocate();
    }
  }

  static Tensor scalesAndZeros(QuantizedMatrix weight, int padded, int group) {
    int groups = weight.columns() / group;
    int repeats = weight.groupSize() / group;
    float[] pairs = new float[groups * padded * 2];
    for (int g = 0; g < groups; g++) {
      for (int row = 0; row < weight.rows(); row++) {
        float scale = weight.scale(row, g / repeats);
        int at = 2 * (g * padded + row);
        pairs[at] = scale;
        pairs[at + 1] = -Weights.zero(weight, row, g / repeats) * scale;
      }
    }
    Tensor wide = Transfer.floats(pairs, groups, padded, 2);
    try {
      return wide.to(ScalarTypes.of(DType.BFLOAT16));
    } finally {
      wide.deallocate();
    }
  }

  @Override
  public String arithmetic() {
    return arithmetic;
  }

  @Override
  Tensor rows(Tensor x) {
    Tensor y = PRODUCT.call(x, weights, group, scalesAndZeros);
    if (y.size(1) == out) {
      return y;
    }
    Tensor narrow = y.narrow(1, 0, out);
    y.deallocate();
    Tensor dense = narrow.contiguous();
    narrow.deallocate();
    return dense;
  }
}
