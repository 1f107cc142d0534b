package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.CodebookType;
import io.quantgrid.kernels.tensor.DType;
import java.util.Arrays;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Codebooks by cells. An increasing function of x, cut to an integer, is a cell; cells are so
 * narrow that each holds one limit between neighbours at most, so one comparison finds the place:
 *
 * <pre>
 *  cell = trunc(16 x + clamp(512 x, -s, s) + 16 + s)     s = 0, or 4 where limits lie close to zero
 *  slot = 2 cell + (x > limit of the cell)               a slot has one code and one value
 * </pre>
 *
 * Tables are looked up two entries at a time: two bytes in one 16-bit index.
 */
final class CodebookKernel implements Kernel {
  private static final int CELLS = 64;
  private static final int SLOTS = 2 * CELLS;
  private static final int PER_UNIT = 16;
  private static final int STEEP = 512;
  private static final int STEEP_CELLS = 4;
  private static final double CLOSE = 0.01;

  private static final Scalar SLOPE = new Scalar(PER_UNIT);
  private static final Scalar TWO = new Scalar(2);
  private static final Scalar ZERO = new Scalar(0f);
  private static final DoubleOptional NAN_TO_ZERO = new DoubleOptional(0.0);
  private static final DoubleOptional NO_CHANGE = new DoubleOptional();
  private static final ScalarOptional FIRST = new ScalarOptional(new Scalar(0));
  private static final ScalarOptional LAST = new ScalarOptional(new Scalar(CELLS - 1));
  private static final ScalarOptional STEEP_LOW = new ScalarOptional(new Scalar(-STEEP_CELLS));
  private static final ScalarOptional STEEP_HIGH = new ScalarOptional(new Scalar(STEEP_CELLS));

  private final ScalarOptional lowest;
  private final ScalarOptional highest;
  private final boolean steep;

  /** Float64 {@code [64 * 256]}: the limits of two cells. */
  private final Tensor limits;

  /** Float64 {@code [128 * 256]}: the values of two slots. */
  private final Tensor values;

  /** Int16 {@code [128 * 256]}: the codes of two slots. */
  private final Tensor codes;

  CodebookKernel(CodebookType type) {
    this.lowest = Numbers.limit(type.smallest());
    this.highest = Numbers.limit(type.largest());
    float[] between = new float[type.size() - 1];
    boolean close = false;
    for (int i = 0; i < between.length; i++) {
      between[i] = type.limit(i);
      close |= i > 0 && between[i] - between[i - 1] < CLOSE;
    }
    this.steep = close;
    byte[] cells = cells(between);
    float[] cellLimits = new float[CELLS];
    Arrays.fill(cellLimits, Float.POSITIVE_INFINITY);
    for (int i = 0; i < between.length; i++) {
      if (cellLimits[cells[i]] != Float.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "Cannot search " + type + " in " + CELLS + " cells (expected a limit in each at most)");
      }
      cellLimits[cells[i]] = between[i];
    }
    float[] slotValues = new float[SLOTS];
    byte[] slotCodes = new byte[SLOTS];
    int place = 0; // limits in cells before
    for (int cell = 0; cell < CELLS; cell++) {
      int after = cellLimits[cell] == Float.POSITIVE_INFINITY ? place : place + 1;
      for (int slot = 2 * cell; slot < 2 * cell + 2; slot++) {
        int code = type.codeAt(slot % 2 == 0 ? place : after);
        slotCodes[slot] = (byte) code;
        slotValues[slot] = type.decode(code);
      }
      place = after;
    }
    this.limits = Pairs.ofFloats(cellLimits);
    this.values = Pairs.ofFloats(slotValues);
    this.codes = Pairs.ofBytes(slotCodes);
  }

  /** The cells of numbers, by the very operations that find those of blocks. */
  private byte[] cells(float[] numbers) {
    Block block = Block.of(numbers.length);
    try {
      Tensor from = Transfer.floats(numbers, numbers.length);
      block.y().narrow(0, 0, numbers.length).copy_(from);
      cells(block);
      return Arrays.copyOf(Transfer.toBytes(block.bytes(), DType.INT8), numbers.length);
    } finally {
      block.close();
    }
  }

  private void cells(Block block) {
    Tensor t = block.t();
    int offset = PER_UNIT;
    if (steep) {
      torch.mul_out(t, block.y(), Constants.of(STEEP));
      t.clamp_(STEEP_LOW, STEEP_HIGH);
      t.add_(block.y(), SLOPE); // 16 y is exact: fused or not, one rounding
      offset += STEEP_CELLS;
    } else {
      torch.mul_out(t, block.y(), Constants.of(PER_UNIT));
    }
    t.add_(Constants.of(offset));
    block.bytes().copy_(t);
    block.bytes().clamp_(FIRST, LAST); // NaN has no cell
  }

  /** Slots of {@code y} into {@code indices}, two in one. */
  private void slots(Block block) {
    cells(block);
    block.indices().copy_(block.bytePairs());
    torch.index_select_out(block.tPairs(), limits, 0, block.indices());
    torch.gt_out(block.t(), block.y(), block.t());
    block.flags().copy_(block.t());
    torch.add_out(block.bytes(), block.flags(), block.bytes(), TWO);
    block.indices().copy_(block.bytePairs());
  }

  @Override
  public void nearest(Block block) {
    if (block.length() % 2 != 0) {
      odd(block, this::nearest);
      return;
    }
    slots(block);
    torch.index_select_out(block.tPairs(), values, 0, block.indices());
    torch.add_out(block.y(), block.t(), block.y(), ZERO); // 0 * NaN is NaN
  }

  @Override
  public void encode(Tensor x, Block block, Tensor out) {
    torch.nan_to_num_out(block.y(), x, NAN_TO_ZERO, NO_CHANGE, NO_CHANGE);
    block.y().clamp_(lowest, highest);
    if (block.length() % 2 == 0) {
      codes(block);
    } else {
      odd(block, this::codes);
    }
    out.copy_(block.flags());
  }

  /** Codes of {@code y} into {@code flags}. */
  private void codes(Block block) {
    slots(block);
    torch.index_select_out(block.flagPairs(), codes, 0, block.indices());
  }

  private static void odd(Block block, java.util.function.Consumer<Block> work) {
    try (Block even = block.evened()) {
      work.accept(even);
    }
  }
}
