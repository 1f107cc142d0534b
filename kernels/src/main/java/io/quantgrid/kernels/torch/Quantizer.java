package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.CodebookType;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What scales and zero points do to values, in float32, one rounding per operation: the arithmetic
 * of {@code solve.Affine} on tensors.
 */
final class Quantizer {
  private final Kernel kernel;
  private final ScalarOptional lowest;
  private final ScalarOptional highest;
  private final boolean asymmetric;
  private final boolean codebook;

  Quantizer(Scheme scheme) {
    ElementType element = scheme.element();
    this.kernel = Kernel.of(element);
    boolean narrow = scheme.symmetry() == Symmetry.NARROW;
    this.lowest = Numbers.limit(narrow ? -element.largest() : element.smallest());
    this.highest = Numbers.limit(element.largest());
    this.asymmetric = scheme.symmetry() == Symmetry.ASYMMETRIC;
    this.codebook = element instanceof CodebookType;
  }

  boolean asymmetric() {
    return asymmetric;
  }

  /**
   * Puts scales (and, for codebooks, their reciprocals) and zero points of tiles {@code from} on
   * where tensors see them.
   */
  void upload(TileNumbers tiles, int from, int count) {
    if (asymmetric) {
      tiles.zeroPoints.upload(from, count);
    }
    if (!codebook) {
      tiles.scales.upload(from, count);
      return;
    }
    // x * (1 / s), but x / s where the reciprocal is infinite: x * a / b for all.
    float[] scales = tiles.scales.numbers();
    float[] factors = tiles.factors.numbers();
    float[] divisors = tiles.divisors.numbers();
    for (int i = from; i < from + count; i++) {
      float reciprocal = 1 / scales[i];
      boolean infinite = Float.isInfinite(reciprocal);
      factors[i] = infinite ? 1 : reciprocal;
      divisors[i] = infinite ? scales[i] : 1;
    }
    tiles.scales.upload(from, count);
    tiles.factors.upload(from, count);
    tiles.divisors.upload(from, count);
  }

  /** {@code out = x / scales (+ zero points)}, for the tiles of an area. */
  void divide(Tensor out, Tensor x, Area area, TileNumbers tiles) {
    long height = x.size(0);
    if (codebook) {
      apply(area.of(tiles.factors, height), factors -> torch.mul_out(out, x, factors));
      apply(area.of(tiles.divisors, height), out::div_);
    } else {
      apply(area.of(tiles.scales, height), scales -> torch.div_out(out, x, scales));
    }
    if (asymmetric) {
      apply(area.of(tiles.zeroPoints, height), out::add_);
    }
  }

  /** Nearest values of codes in place of {@code block.y}, in units of their scales. */
  void nearest(Block block) {
    block.y().clamp_(lowest, highest);
    kernel.nearest(block);
  }

  /** {@code out = (values - zero points) * scales}, for the tiles of an area. */
  void multiply(Tensor out, Tensor values, Area area, TileNumbers tiles) {
    long height = values.size(0);
    if (asymmetric) {
      apply(area.of(tiles.zeroPoints, height), values::sub_);
    }
    apply(area.of(tiles.scales, height), scales -> torch.mul_out(out, values, scales));
  }

  private interface Step {
    Tensor with(Tensor numbers);
  }

  private static void apply(Tensor numbers, Step step) {
    try {
      step.with(numbers);
    } finally {
      numbers.deallocate();
    }
  }
}
