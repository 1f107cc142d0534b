package io.quantgrid.core.stored;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.Fp4E2m1;
import io.quantgrid.kernels.element.Fp8E4m3;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.List;
import java.util.Optional;

/**
 * NVFP4: floating numbers of 4 bits in groups of 16 under two levels of scales. Layers that are
 * computed as one share the second.
 *
 * <pre>
 * weight_packed        U8 [rows, columns / 2]         two codes a byte, see LowNibbles
 * weight_scale         F8_E4M3 [rows, columns / 16]
 * weight_global_scale  F32 [1]                        it DIVIDES: value = code * scale / global
 * input_global_scale   F32 [1]                        of the layer's input, where that is quantized
 * </pre>
 */
record NvFp4Packed() implements Layout {
  private static final int GROUP = 16;

  @Override
  public String name() {
    return "nvfp4-pack-quantized";
  }

  @Override
  public boolean holds(Scheme weights, Optional<Scheme> activations) {
    return is(weights);
  }

  static boolean is(Scheme scheme) {
    Optional<FloatType> scales = scheme.scaleType();
    return scheme.element() == Fp4E2m1.TYPE
        && scheme.granularity().equals(new Granularity.Group(GROUP))
        && scales.equals(Optional.of(Fp8E4m3.TYPE));
  }

  @Override
  public List<Part> parts(MatrixSpec spec) {
    return List.of(MxFp4Packed.nibbles(spec), Part.scales(spec), Part.globalScale());
  }

  @Override
  public QuantizedMatrix read(StoredParts stored, Scheme scheme) {
    return MxFp4Packed.readNibbles(stored, scheme);
  }
}
