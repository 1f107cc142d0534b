package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.scheme.Clipping;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.scheme.Timing;
import io.quantgrid.kernels.tensor.ActivationScheme;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Activations in at most 8 bits, {@code x ~ (codes - zeros) * scales}: the very codes that {@code
 * roundTrip} goes through.
 *
 * @param codes int8 {@code [m, in]}
 * @param scales float32 {@code [m, 1]} or {@code [1, 1]}; NaN where {@code roundTrip} has a NaN in
 *     the row, so that products with it are NaN as well
 * @param zeros int32, shaped as {@code scales}; empty unless asymmetric
 */
record ActivationCodes(Tensor codes, Tensor scales, Optional<Tensor> zeros)
    implements AutoCloseable {
  private static final long[] LAST = {-1};
  private static final TensorOptions INT32 = new TensorOptions(ScalarType.Int);

  /** Whether such activations can be coded here: integers under one plain scale a token, or one. */
  static boolean has(Scheme scheme) {
    boolean plain =
        scheme.timing() == Timing.STATIC
            || (scheme.rule() == ScaleRule.PLAIN && scheme.clipping() instanceof Clipping.MinMax);
    return plain
        && allIntegers(scheme.element())
        && scheme.scaleType().isEmpty()
        && (scheme.granularity() instanceof Granularity.PerToken
            || scheme.granularity() instanceof Granularity.PerTensor);
  }

  /**
   * Not those that count in steps or have fewer codes than their bits: rounding alone does not give
   * their codes.
   */
  private static boolean allIntegers(ElementType element) {
    return element instanceof IntegerType && steps(element) == (1 << element.bits()) - 1;
  }

  /** Codes of {@code x [m, in]}, contiguous, of any floating type. */
  static ActivationCodes of(Tensor x, ActivationScheme activations) {
    Scheme scheme = activations.scheme();
    Tensor work = x.to(ScalarType.Float, false, true, ScalarTypes.ROW_MAJOR); // a copy, always
    boolean whole = scheme.granularity() instanceof Granularity.PerTensor;
    Tensor rows = whole ? work.view(1, work.numel()) : new Tensor(work);
    try {
      if (activations.fixed().isPresent()) {
        return fixed(work, scheme, activations.fixed().get());
      }
      return scheme.symmetry() == Symmetry.ASYMMETRIC
          ? asymmetric(work, rows, scheme.element())
          : symmetric(work, rows, scheme);
    } finally {
      rows.deallocate();
      work.deallocate();
    }
  }

  private static ActivationCodes symmetric(Tensor work, Tensor rows, Scheme scheme) {
    ElementType element = scheme.element();
    boolean narrow = scheme.symmetry() == Symmetry.NARROW;
    Tensor low = torch.amin(rows, LAST, true);
    Tensor high = torch.amax(rows, LAST, true);
    low.neg_();
    Tensor scales = torch.maximum(low, high);
    low.deallocate();
    high.deallocate();
    scales.div_(Numbers.scalar(narrow ? element.largest() : steps(element) / 2));
    fillZeros(scales);
    rows.div_(scales);
    clamp(work, narrow ? -element.largest() : element.smallest(), element.largest());
    return new ActivationCodes(rounded(work), withoutInfinities(scales), Optional.empty());
  }

  private static ActivationCodes asymmetric(Tensor work, Tensor rows, ElementType element) {
    Tensor low = torch.amin(rows, LAST, true);
    Tensor scales = torch.amax(rows, LAST, true);
    low.clamp_(Numbers.NO_LIMIT, Numbers.limit(0));
    scales.clamp_(Numbers.limit(0), Numbers.NO_LIMIT);
    scales.sub_(low);
    scales.div_(Numbers.scalar(steps(element)));
    low.div_(scales); // becomes the zero point: qmin - low / scale, 0 where that is 0 / 0
    low.neg_();
    low.add_(Numbers.scalar(element.smallest()));
    clamp(low, element.smallest(), element.largest());
    low.round_();
    low.nan_to_num_();
    fillZeros(scales);
    rows.div_(scales);
    rows.add_(low);
    clamp(work, element.smallest(), element.largest());
    Tensor zeros = low.to(ScalarType.Int);
    low.deallocate();
    return new ActivationCodes(rounded(work), withoutInfinities(scales), Optional.of(zeros));
  }

  private static ActivationCodes fixed(Tensor work, Scheme scheme, StaticScale fixed) {
    ElementType element = scheme.element();
    work.div_(Numbers.scalar(fixed.scale()));
    Optional<Tensor> zeros = Optional.empty();
    if (fixed.zeroPoint() != 0) {
      work.add_(Numbers.scalar(fixed.zeroPoint()));
      zeros = Optional.of(torch.full(new long[] {1, 1}, Numbers.scalar(fixed.zeroPoint()), INT32));
    }
    clamp(work, element.smallest(), element.largest());
    // Now finite but for NaN, which no code can be: its row's scale becomes NaN instead.
    Tensor scales = torch.sum(work, LAST, true, Numbers.SAME_TYPE);
    scales.mul_(Numbers.scalar(0));
    scales.add_(Numbers.scalar(fixed.scale()));
    return new ActivationCodes(rounded(work), scales, zeros);
  }

  private static double steps(ElementType element) {
    return element.largest() - (double) element.smallest();
  }

  static void fillZeros(Tensor scales) {
    Tensor zeros = scales.eq(Numbers.scalar(0));
    scales.masked_fill_(zeros, Numbers.scalar(RoundTrip.SMALLEST_SCALE));
    zeros.deallocate();
  }

  private static void clamp(Tensor x, double low, double high) {
    x.clamp_(Numbers.limit(low), Numbers.limit(high));
  }

  private static Tensor rounded(Tensor work) {
    work.round_();
    return work.to(ScalarType.Char);
  }

  /** An infinity among the values makes their scale infinite and, times its zero codes, NaN. */
  private static Tensor withoutInfinities(Tensor scales) {
    Tensor zeroOrNaN = torch.sub(scales, scales);
    scales.add_(zeroOrNaN);
    zeroOrNaN.deallocate();
    return scales;
  }

  @Override
  public void close() {
    codes.deallocate();
    scales.deallocate();
    zeros.ifPresent(Tensor::deallocate);
  }
}
