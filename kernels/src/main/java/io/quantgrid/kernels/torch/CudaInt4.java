package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.LowBitLinear;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/**
 * As {@link PackedInt4} on a GPU, by {@code aten::_weight_int4pack_mm}, whose weights are laid out
 * for tensor cores in tiles: rows in multiples of 8, columns in multiples of 128.
 */
final class CudaInt4 extends CudaLinear {
  private static final Operator PACK = Operator.named("aten::_convert_weight_to_int4pack");
  private static final Operator PRODUCT = Operator.named("aten::_weight_int4pack_mm");
  private static final long INNER_TILES = 8;
  private static final int ROWS = 8;
  private static final int COLUMNS = 16 * (int) INNER_TILES;

  private final IValue weights;
  private final IValue group;
  private final IValue scalesAndZeros; // bfloat16 [groups, out, 2]

  private CudaInt4(Calls calls, QuantizedMatrix weight, int group, Device device) {
    super(calls, weight, device);
    this.weights = own(new IValue(hold(packed(weight, device))));
    this.group = own(new IValue((long) group));
    this.scalesAndZeros =
        own(new IValue(place(PackedInt4.scalesAndZeros(weight, weight.rows(), group))));
  }

  static Optional<LowBitLinear> of(Calls calls, QuantizedMatrix weight, Device device) {
    OptionalInt group = PackedInt4.group(weight);
    boolean fits =
        weight.rows() % ROWS == 0 && weight.columns() % COLUMNS == 0 && group.isPresent();
    return fits
        ? Optional.of(new CudaInt4(calls, weight, group.getAsInt(), device).ready())
        : Optional.empty();
  }

  /** Unsigned codes two a byte, the even column in the high bits, to tiles. */
  private static Tensor packed(QuantizedMatrix weight, Device device) {
    byte[] codes = weight.codes();
    byte[] pairs = new byte[codes.length / 2];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = (byte) (((codes[2 * i] + 8) << 4) | (codes[2 * i + 1] + 8));
    }
    Tensor host =
        Transfer.raw(
            DType.UINT8, List.of(ByteBuffer.wrap(pairs)), weight.rows(), weight.columns() / 2L);
    Tensor there = host.to(device, host.scalar_type());
    host.deallocate();
    try (IValue tiles = new IValue(INNER_TILES)) {
      return PACK.call(there, tiles);
    } finally {
      there.deallocate();
    }
  }

  @Override
  public String arithmetic() {
    return "int4 weights, float32 sums";
  }

  @Override
  Tensor product(Tensor x) {
    return PRODUCT.call(x, weights, group, scalesAndZeros);
  }
}
