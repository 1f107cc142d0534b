package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.DType;
import org.bytedeco.pytorch.Tensor;

/** One block of a round trip. */
final class Blocked {
  private Blocked() {}

  /**
   * The block's values in float32, {@code [height, width]}: themselves, or widened into {@code
   * block.y}. A view; the caller frees it.
   */
  static Tensor floats(Tensor part, DType dtype, Block block, long height, long width) {
    if (dtype == DType.FLOAT32) {
      return part.view(height, width);
    }
    Tensor values = block.y().view(height, width);
    Tensor shaped = part.view(height, width);
    values.copy_(shaped);
    shaped.deallocate();
    return values;
  }

  /**
   * Quantizes and dequantizes under scales that have been found.
   *
   * @param part the values, contiguous, of {@code dtype}
   * @param out {@code [height, columns]}, of {@code dtype}
   */
  static void roundTrip(
      Tensor part,
      Tensor out,
      DType dtype,
      Block block,
      Tiling tiling,
      Quantizer quantizer,
      TileNumbers tiles) {
    long height = out.size(0);
    Tensor values = floats(part, dtype, block, height, tiling.columns());
    Tensor work = block.y().view(height, tiling.columns());
    Tensor last = dtype == DType.FLOAT32 ? out : work;
    try {
      for (Area area : tiling.areas()) {
        views(work, values, area, (a, b) -> quantizer.divide(a, b, area, tiles));
      }
      quantizer.nearest(block);
      for (Area area : tiling.areas()) {
        views(last, work, area, (a, b) -> quantizer.multiply(a, b, area, tiles));
      }
      if (dtype != DType.FLOAT32) {
        out.copy_(work);
      }
    } finally {
      values.deallocate();
      work.deallocate();
    }
  }

  private interface Step {
    void run(Tensor a, Tensor b);
  }

  private static void views(Tensor a, Tensor b, Area area, Step step) {
    Tensor left = area.of(a);
    Tensor right = area.of(b);
    try {
      step.run(left, right);
    } finally {
      left.deallocate();
      right.deallocate();
    }
  }
}
