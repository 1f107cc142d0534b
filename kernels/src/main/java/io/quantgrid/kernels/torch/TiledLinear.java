package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.LowBitLinear;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Weights of 4 or 8 bits, read from memory as such and unpacked a few rows at a time into a float32
 * tile that stays in the core's cache, where it is multiplied: what a decoding kernel does in
 * registers. libtorch's own packed products are vectorized for bfloat16 alone, a hundred times
 * slower in float32 and float16. Sums are float32, rounded once to the type asked for.
 */
final class TiledLinear extends NativeLinear {
  /** Of the tile, within the second-level cache: few inputs are read again by the next tile. */
  private static final long FEW_ROWS_BYTES = 1 << 20;

  /** Of the tile when many inputs make each product long: fewer, larger products. */
  private static final long MANY_ROWS_BYTES = 1 << 21;

  private static final long MANY_ROWS = 16;
  private static final Scalar FOUR = new Scalar(4);

  private final boolean packed;
  private final String arithmetic;
  private final Tensor codes; // int8 [out, in], or [out, half] of packed nibbles
  private final Tensor scales; // float32 [out, groups, 1], or [out] with one scale a row
  private final Optional<Tensor> zeros; // float32 [out, groups, 1]
  private final long width; // columns of a tile
  private final long group;

  private TiledLinear(Calls calls, QuantizedMatrix weight, DType compute) {
    super(calls, weight, compute);
    this.packed = weight.scheme().element().bits() == 4;
    this.arithmetic = weight.scheme().element().name() + " weights in tiles, float32 sums";
    this.codes = hold(packed ? Weights.nibbles(weight) : Weights.codes(weight));
    this.width = packed ? 2 * codes.size(1) : in;
    this.group = weight.groupSize();
    this.zeros =
        weight.zeroPoints().length == 0
            ? Optional.empty()
            : Optional.of(hold(Weights.groupZeros(weight)));
    this.scales = hold(perRow() ? Weights.rowScales(weight) : Weights.groupScales(weight));
  }

  /** Whether it multiplies by such weights. */
  static boolean has(Scheme weights) {
    int bits = weights.element().bits();
    return weights.element() instanceof IntegerType && (bits == 4 || bits == 8);
  }

  static Optional<LowBitLinear> of(Calls calls, QuantizedMatrix weight, DType compute) {
    return weight.columns() > 0 && weight.columns() % weight.groupSize() == 0
        ? Optional.of(new TiledLinear(calls, weight, compute).ready())
        : Optional.empty();
  }

  private boolean perRow() {
    return group == in && zeros.isEmpty();
  }

  @Override
  public String arithmetic() {
    return arithmetic;
  }

  @Override
  Tensor rows(Tensor x) {
    Tensor wide = x.to(ScalarTypes.of(DType.FLOAT32));
    long m = x.size(0);
    long most = m < MANY_ROWS ? FEW_ROWS_BYTES : MANY_ROWS_BYTES;
    long rows = Math.max(1, Math.min(out, most / (width * Float.BYTES)));
    Tensor tile = Transfer.empty(DType.FLOAT32, rows, width);
    Tensor y = Transfer.empty(DType.FLOAT32, m, out);
    for (long first = 0; first < out; first += rows) {
      multiply(wide, tile, y, first, Math.min(rows, out - first));
    }
    tile.deallocate();
    wide.deallocate();
    if (perRow()) {
      y.mul_(scales);
    }
    if (compute == DType.FLOAT32) {
      return y;
    }
    Tensor narrow = y.to(ScalarTypes.of(compute));
    y.deallocate();
    return narrow;
  }

  /** Fills in columns {@code first} to {@code first + n} of {@code y [m, out]}. */
  private void multiply(Tensor x, Tensor tile, Tensor y, long first, long n) {
    Tensor block = tile.narrow(0, 0, n);
    unpack(block, first, n);
    Tensor weights = block.narrow(1, 0, in); // [n, in]
    if (!perRow()) {
      Tensor grouped = weights.view(n, in / group, group);
      if (zeros.isPresent()) {
        Tensor zero = zeros.get().narrow(0, first, n);
        grouped.sub_(zero);
        zero.deallocate();
      }
      Tensor scale = scales.narrow(0, first, n);
      grouped.mul_(scale);
      scale.deallocate();
      grouped.deallocate();
    }
    Tensor target = y.narrow(1, first, n);
    if (x.size(0) == 1) {
      Tensor vector = x.select(0, 0);
      Tensor part = target.select(0, 0);
      torch.mv_out(part, weights, vector);
      part.deallocate();
      vector.deallocate();
    } else {
      Tensor product = torch.linear(x, weights);
      target.copy_(product);
      product.deallocate();
    }
    target.deallocate();
    weights.deallocate();
    block.deallocate();
  }

  private void unpack(Tensor block, long first, long n) {
    Tensor part = codes.narrow(0, first, n);
    if (packed) {
      Tensor high = torch.bitwise_right_shift(part, FOUR); // keeps the sign
      Tensor low = torch.bitwise_left_shift(part, FOUR);
      low.bitwise_right_shift_(FOUR);
      Tensor left = block.narrow(1, 0, width / 2);
      Tensor right = block.narrow(1, width / 2, width / 2);
      left.copy_(low);
      right.copy_(high);
      left.deallocate();
      right.deallocate();
      low.deallocate();
      high.deallocate();
    } else {
      block.copy_(part);
    }
    part.deallocate();
  }
}
