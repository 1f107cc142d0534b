package io.quantgrid.core.stored;

import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What calibration found for the input of a layer, as tensors.
 *
 * <pre>
 * input_scale         type of the arithmetic [1]
 * input_zero_point    I8 [1]    only if asymmetric
 * input_global_scale  F32 [1]   instead, where scales have two levels: it divides
 * </pre>
 */
public final class InputScale {
  private static final String SCALE = "input_scale";
  private static final String ZERO_POINT = "input_zero_point";
  private static final String GLOBAL_SCALE = "input_global_scale";

  private InputScale() {}

  /**
   * @param activations static
   * @param type what one-level scales are stored in
   */
  public static List<StoredTensor> tensors(
      String module, Scheme activations, StaticScale fixed, FloatType type) {
    float[] scale = {fixed.scale()};
    if (activations.twoLevel()) {
      byte[] bytes = StoredFloats.write(scale, Float32.TYPE);
      return List.of(StoredTensor.of(module + "." + GLOBAL_SCALE, DType.FLOAT32, bytes, 1));
    }
    List<StoredTensor> out = new ArrayList<>();
    DType dtype = StoredFloats.dtype(type);
    out.add(StoredTensor.of(module + "." + SCALE, dtype, StoredFloats.write(scale, type), 1));
    if (activations.symmetry() == Symmetry.ASYMMETRIC) {
      byte[] zero = {(byte) fixed.zeroPoint()};
      out.add(StoredTensor.of(module + "." + ZERO_POINT, DType.INT8, zero, 1));
    }
    return out;
  }

  /** What stands beside a module's weights. */
  static Optional<StaticScale> read(StoredParts stored) {
    if (stored.has(GLOBAL_SCALE)) {
      return Optional.of(new StaticScale(stored.number(GLOBAL_SCALE), 0));
    }
    if (!stored.has(SCALE)) {
      return Optional.empty();
    }
    int zeroPoint = stored.has(ZERO_POINT) ? StoredFloats.readBytes(stored.get(ZERO_POINT))[0] : 0;
    return Optional.of(new StaticScale(stored.number(SCALE), zeroPoint));
  }
}
