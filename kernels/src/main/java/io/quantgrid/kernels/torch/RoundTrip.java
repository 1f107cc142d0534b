package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.solve.DynamicScales;
import io.quantgrid.kernels.tensor.DType;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Quantization and dequantization, in blocks of rows that stay in the processor's cache: a tensor
 * is read and written about once. All arithmetic is float32, one rounding per operation; bfloat16
 * and float16 are widened first and rounded once at the end. Equal to {@code solve.RoundTrip} in
 * float32, bit for bit but for the sign of zeros. Tensors find the extremes, {@link DynamicScales}
 * what scales they give.
 */
final class RoundTrip {
  /** The scale where the formula gives zero: compressed-tensors' float32 epsilon. */
  static final double SMALLEST_SCALE = 0x1p-23;

  private RoundTrip() {}

  /**
   * @param x of any floating type and layout
   * @param fixed what calibration found, if the scheme is static
   */
  static Tensor apply(Tensor x, DType dtype, Scheme scheme, Optional<StaticScale> fixed) {
    if (x.numel() == 0) {
      return x.clone();
    }
    boolean oneScale = fixed.isPresent() && !scheme.twoLevel();
    int columns = Math.toIntExact(x.size(-1));
    int rows = Math.toIntExact(x.numel() / columns);
    if (!oneScale && !DynamicScales.know(scheme)) {
      return oracle(x, dtype, rows, columns, scheme, fixed);
    }
    Tensor dense = x.contiguous();
    Tensor out = Transfer.empty(dtype, Transfer.shape(x));
    Tensor from = null;
    Tensor to = null;
    try {
      if (oneScale || scheme.granularity() instanceof Granularity.PerTensor) {
        from = dense.view(-1);
        to = out.view(-1);
        OneScale work = new OneScale(from, to, dtype, scheme);
        if (oneScale) {
          work.run(fixed.get().scale(), fixed.get().zeroPoint());
        } else {
          work.run();
        }
      } else {
        from = dense.view(rows, columns);
        to = out.view(rows, columns);
        Tiling tiling = Tiling.of(scheme, rows, columns);
        new ManyScales(from, to, dtype, scheme, tiling, fixed).run();
      }
      return out;
    } finally {
      for (Tensor view : new Tensor[] {from, to, dense}) {
        if (view != null) {
          view.deallocate();
        }
      }
    }
  }

  /** Schemes that clip need all values of a tile at once: one by one in Java. */
  private static Tensor oracle(
      Tensor x, DType dtype, int rows, int columns, Scheme scheme, Optional<StaticScale> fixed) {
    float[] values = Transfer.toFloats(x);
    float[] rounded =
        fixed.isPresent()
            ? io.quantgrid.kernels.solve.RoundTrip.apply(
                values, rows, columns, scheme, fixed.get(), Float32.TYPE)
            : io.quantgrid.kernels.solve.RoundTrip.apply(
                values, rows, columns, scheme, Float32.TYPE);
    Tensor out = Transfer.floats(rounded, Transfer.shape(x));
    if (dtype == DType.FLOAT32) {
      return out;
    }
    try {
      return out.to(ScalarTypes.of(dtype));
    } finally {
      out.deallocate();
    }
  }
}
