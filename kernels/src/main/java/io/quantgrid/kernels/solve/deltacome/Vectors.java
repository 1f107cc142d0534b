package io.quantgrid.kernels.solve.deltacome;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.form.QuantizedFactors;
import io.quantgrid.kernels.scheme.Packing;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.solve.gptq.Gptq;
import io.quantgrid.kernels.tensor.Engine;
import java.util.Arrays;

/**
 * The singular vectors of a difference.
 *
 * @param outputs row-major {@code [rank, rows]}
 * @param inputs row-major {@code [rank, columns]}
 * @param singular descending {@code [rank]}
 */
record Vectors(LinearLayer layer, float[] outputs, float[] inputs, float[] singular) {
  int rank() {
    return singular.length;
  }

  /** Stored bits of so many vectors of outputs and of inputs, and their weights. */
  static long bits(LinearLayer layer, Scheme scheme, int count) {
    return (long) count * Float.SIZE
        + bits(scheme, layer.arithmetic(), count, layer.rows())
        + bits(scheme, layer.arithmetic(), count, layer.columns());
  }

  /** Codes and zero points lie in words of 32 bits, those of 8 bits in bytes. */
  private static long bits(Scheme scheme, FloatType arithmetic, int count, int length) {
    int width = scheme.element().bits();
    boolean words = width < Byte.SIZE;
    long groups = QuantizedMatrix.groups(scheme, length);
    long codes = words ? (long) Integer.SIZE * Packing.words(length, width) : 8L * length;
    long scales = groups * scheme.scaleType().orElse(arithmetic).bits();
    long zeros = words ? (long) Integer.SIZE * Packing.words(count, width) : 8L * count;
    boolean asymmetric = scheme.symmetry() == Symmetry.ASYMMETRIC;
    return count * (codes + scales) + (asymmetric ? groups * zeros : 0);
  }

  /** Those of a tier in its scheme. */
  QuantizedFactors quantized(DeltaCome.Tier tier, Engine engine) {
    int count = tier.to() - tier.from();
    float[] left =
        Arrays.copyOfRange(outputs, tier.from() * layer.rows(), tier.to() * layer.rows());
    float[] right =
        Arrays.copyOfRange(inputs, tier.from() * layer.columns(), tier.to() * layer.columns());
    QuantizedMatrix roundedLeft =
        RoundToNearest.quantize(left, count, layer.rows(), tier.scheme(), layer.arithmetic());
    QuantizedMatrix roundedRight = inputs(right, count, tier.scheme(), engine);
    float[] weights = Arrays.copyOfRange(singular, tier.from(), tier.to());
    fit(weights, left, roundedLeft.dequantize(), layer.rows());
    fit(weights, right, roundedRight.dequantize(), layer.columns());
    return new QuantizedFactors(roundedLeft, roundedRight, weights);
  }

  private QuantizedMatrix inputs(float[] right, int count, Scheme scheme, Engine engine) {
    if (layer.inputs().isEmpty()) {
      return RoundToNearest.quantize(right, count, layer.columns(), scheme, layer.arithmetic());
    }
    LinearLayer vectors =
        new LinearLayer(
            layer.name(),
            right,
            count,
            layer.columns(),
            scheme,
            layer.arithmetic(),
            layer.inputs());
    return ((Plain) Gptq.defaults().solve(vectors, engine).weight()).matrix();
  }

  /** Scales each weight by what makes up best for a rounded vector: its share along the vector. */
  private static void fit(float[] weights, float[] vectors, float[] rounded, int length) {
    for (int k = 0; k < weights.length; k++) {
      double along = 0;
      double squares = 0;
      for (int i = k * length; i < (k + 1) * length; i++) {
        along += (double) vectors[i] * rounded[i];
        squares += (double) rounded[i] * rounded[i];
      }
      weights[k] *= squares == 0 ? 0 : (float) (along / squares);
    }
  }
}
