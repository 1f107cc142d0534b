package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Packing;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * The tensors that a quantized weight {@code [rows, columns]} of a module becomes in the layouts of
 * compressed-tensors 0.16.
 *
 * <pre>
 * pack-quantized    weight_packed     I32 [rows, words]   see Packing
 *                   weight_shape      I64 [2]             rows, columns
 *                   weight_scale      type of the scales  [rows, groups] or [1]
 *                   weight_zero_point I32 [words of rows, groups], only if asymmetric
 * int-quantized     weight            I8 [rows, columns]
 *                   weight_scale      as above
 *                   weight_zero_point I8 [rows, groups], only if asymmetric
 * float-quantized   weight            F8_E4M3 or F8_E5M2 [rows, columns]
 *                   weight_scale      as above
 * </pre>
 *
 * A single zero point, of a scale for the whole tensor, is I8 [1] in every layout.
 */
record StoredMatrix(String module, Layout layout, Scheme scheme, int rows, int columns) {
  /** Names of layouts as {@code quantization_config.format} has them. */
  enum Layout {
    PACKED("pack-quantized"),
    INTEGER("int-quantized"),
    FLOAT("float-quantized");

    private final String text;

    Layout(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    /** The layout that compressed-tensors and vLLM expect of a format. */
    static Layout of(Format format) {
      ElementType element = format.weights().orElseThrow().element();
      if (element instanceof FloatType) {
        return FLOAT;
      }
      // Fewer bits are packed with quantized activations too: vLLM's W4A8, and what is stored
      // counts.
      return element.bits() == Byte.SIZE && format.activations().isPresent() ? INTEGER : PACKED;
    }
  }

  private int groups() {
    return QuantizedMatrix.groups(scheme, columns);
  }

  private boolean wholeTensor() {
    return scheme.granularity() instanceof Granularity.PerTensor;
  }

  private long[] scaleShape() {
    return wholeTensor() ? new long[] {1} : new long[] {rows, groups()};
  }

  /** Names, types and shapes of the tensors, known before any weight is. */
  List<Declared> declared(FloatType scaleType) {
    int bits = scheme.element().bits();
    List<Declared> out = new ArrayList<>();
    if (layout == Layout.PACKED) {
      out.add(new Declared(name("packed"), DType.INT32, rows, Packing.words(columns, bits)));
    } else {
      DType dtype =
          scheme.element() instanceof FloatType type ? StoredFloats.dtype(type) : DType.INT8;
      out.add(new Declared(module + ".weight", dtype, rows, columns));
    }
    out.add(new Declared(name("scale"), StoredFloats.dtype(scaleType), scaleShape()));
    if (layout == Layout.PACKED) {
      out.add(new Declared(name("shape"), DType.INT64, 2));
    }
    if (scheme.symmetry() == Symmetry.ASYMMETRIC) {
      boolean packed = layout == Layout.PACKED && !wholeTensor();
      out.add(
          packed
              ? new Declared(name("zero_point"), DType.INT32, Packing.words(rows, bits), groups())
              : new Declared(name("zero_point"), DType.INT8, scaleShape()));
    }
    return out;
  }

  /** The tensors, in the order of {@link #declared}. */
  List<StoredTensor> tensors(QuantizedMatrix matrix) {
    int bits = scheme.element().bits();
    List<StoredTensor> out = new ArrayList<>();
    for (Declared declared : declared(matrix.scaleType())) {
      String part = declared.name().substring(module.length() + 1);
      byte[] bytes =
          switch (part) {
            case "weight" -> matrix.codes();
            case "weight_packed" ->
                StoredFloats.write(Packing.alongColumns(matrix.codes(), rows, columns, bits));
            case "weight_scale" -> StoredFloats.write(matrix.scales(), matrix.scaleType());
            case "weight_shape" -> StoredFloats.write((long) rows, columns);
            default ->
                declared.dtype() == DType.INT8
                    ? matrix.zeroPoints()
                    : StoredFloats.write(
                        Packing.alongRows(matrix.zeroPoints(), rows, groups(), bits));
          };
      out.add(StoredTensor.of(declared.name(), declared.dtype(), bytes, declared.shape()));
    }
    return out;
  }

  private String name(String part) {
    return module + ".weight_" + part;
  }
}
