package io.quantgrid.core.stored;

import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.List;
import java.util.Optional;

/**
 * How quantized weights lie in a checkpoint: each layout of compressed-tensors 0.16 in a file of
 * its own, and {@link QuantgridPacked} for what they cannot express. docs/format/variants.md draws
 * them.
 */
public sealed interface Layout
    permits PackQuantized,
        IntQuantized,
        FloatQuantized,
        NvFp4Packed,
        MxFp4Packed,
        MxFp8Quantized,
        QuantgridPacked {
  /** The layouts there are, the one that takes everything last. */
  List<Layout> ALL =
      List.of(
          new NvFp4Packed(),
          new MxFp4Packed(),
          new MxFp8Quantized(),
          new IntQuantized(),
          new PackQuantized(),
          new FloatQuantized(),
          new QuantgridPacked());

  /** The name in {@code quantization_config.format}. */
  String name();

  /** Whether compressed-tensors and vLLM expect such weights in this layout. */
  boolean holds(Scheme weights, Optional<Scheme> activations);

  /** The tensors that a matrix becomes. */
  List<Part> parts(MatrixSpec spec);

  /**
   * A matrix as {@link #parts} stores it.
   *
   * @throws IllegalArgumentException when its tensors do not match
   */
  QuantizedMatrix read(StoredParts stored, Scheme scheme);

  /** The layout for a format's weights. */
  static Layout of(Scheme weights, Optional<Scheme> activations) {
    if (activations.isPresent() && !SchemeArguments.canSay(activations.get())) {
      return new QuantgridPacked();
    }
    return ALL.stream()
        .filter(layout -> layout.holds(weights, activations))
        .findFirst()
        .orElseThrow();
  }

  /**
   * @throws ModelException when there is none of that name
   */
  static Layout named(String name) {
    return ALL.stream()
        .filter(layout -> layout.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ModelException(
                    "Cannot read quantized weights: quantization_config.format %s (expected one of %s)"
                        .formatted(
                            name.isEmpty() ? "missing" : name,
                            String.join(", ", ALL.stream().map(Layout::name).toList()))));
  }
}
