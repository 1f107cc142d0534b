package io.quantgrid.core.stored;

import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Packing;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Integers of 2 to 8 bits in words.
 *
 * <pre>
 * weight_packed     I32 [rows, words]           see Packing
 * weight_scale      type of scales [rows, groups] or [1]
 * weight_shape      I64 [2]                     rows, columns
 * weight_zero_point I32 [words of rows, groups] only if asymmetric; I8 [1] of a whole tensor
 * weight_g_idx      I32 [columns]               group of each column, where groups are not runs
 * </pre>
 */
public record PackQuantized() implements Layout {
  @Override
  public String name() {
    return "pack-quantized";
  }

  @Override
  public boolean holds(Scheme weights, Optional<Scheme> activations) {
    // Fewer than 8 bits are packed with quantized activations too: vLLM's W4A8, and what is stored
    // counts.
    return SchemeArguments.isPlainInteger(weights)
        && !(weights.granularity() instanceof Granularity.Block);
  }

  @Override
  public List<Part> parts(MatrixSpec spec) {
    List<Part> parts = new ArrayList<>();
    parts.add(Part.words(spec));
    parts.add(Part.scales(spec));
    parts.add(Part.shape(spec));
    if (spec.scheme().symmetry() == Symmetry.ASYMMETRIC) {
      parts.add(spec.wholeTensor() ? Part.zeroPoints(spec) : Part.zeroPointWords(spec));
    }
    return parts;
  }

  @Override
  public QuantizedMatrix read(StoredParts stored, Scheme scheme) {
    return readWords(stored, scheme);
  }

  static QuantizedMatrix readWords(StoredParts stored, Scheme scheme) {
    int[] shape = stored.shape();
    StoredTensor words = stored.get(Part.PACKED);
    byte[] codes =
        Packing.fromColumns(
            StoredFloats.readIntegers(words), shape[0], shape[1], scheme.element().bits());
    return stored.matrix(scheme, shape[0], shape[1], codes);
  }
}
