package io.quantgrid.core.stored;

import io.quantgrid.kernels.element.Fp8E4m3;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.DType;
import java.util.List;
import java.util.Optional;

/**
 * Floating numbers of 8 bits.
 *
 * <pre>
 * weight        F8_E4M3 [rows, columns]
 * weight_scale  type of scales [rows, groups], [1], or [tiles down, tiles across]
 * </pre>
 */
record FloatQuantized() implements Layout {
  @Override
  public String name() {
    return "float-quantized";
  }

  @Override
  public boolean holds(Scheme weights, Optional<Scheme> activations) {
    return weights.element() == Fp8E4m3.TYPE && !weights.rule().isExponent() && !weights.twoLevel();
  }

  @Override
  public List<Part> parts(MatrixSpec spec) {
    return List.of(Part.codes(spec, DType.FP8_E4M3), Part.scales(spec));
  }

  @Override
  public QuantizedMatrix read(StoredParts stored, Scheme scheme) {
    return IntQuantized.readCodes(stored, scheme, DType.FP8_E4M3);
  }
}
