package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.Optional;

/**
 * A linear layer to be quantized.
 *
 * @param name for messages, e.g. {@code model.layers.0.mlp.up_proj}
 * @param weights row-major {@code [rows, columns]}; not to be changed
 * @param arithmetic what scales are computed and stored in: float32, bfloat16 or float16
 * @param inputs empty without calibration
 * @param together largest magnitude of the weights that are multiplied as one with these, which
 *     share the number that divides the scales of a two-level scheme; empty: these stand alone
 * @param origin what the weights were made from, for methods that look at it
 */
public record LinearLayer(
    String name,
    float[] weights,
    int rows,
    int columns,
    Scheme scheme,
    FloatType arithmetic,
    Optional<InputStatistics> inputs,
    Optional<Float> together,
    Optional<Origin> origin) {

  /** A layer that stands alone and comes by itself. */
  public LinearLayer(
      String name,
      float[] weights,
      int rows,
      int columns,
      Scheme scheme,
      FloatType arithmetic,
      Optional<InputStatistics> inputs) {
    this(
        name,
        weights,
        rows,
        columns,
        scheme,
        arithmetic,
        inputs,
        Optional.empty(),
        Optional.empty());
  }

  /** The same with weights of the same shape in place of its own. */
  public LinearLayer withWeights(float[] others) {
    return new LinearLayer(
        name, others, rows, columns, scheme, arithmetic, inputs, together, origin);
  }

  /** The same multiplied as one with others, {@code largest} being the magnitude among all. */
  public LinearLayer besideOthers(Optional<Float> largest) {
    return new LinearLayer(
        name, weights, rows, columns, scheme, arithmetic, inputs, largest, origin);
  }

  /** The same with what its weights were made from. */
  public LinearLayer from(Optional<Origin> other) {
    return new LinearLayer(
        name, weights, rows, columns, scheme, arithmetic, inputs, together, other);
  }

  public LinearLayer {
    if (weights.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          "Cannot quantize "
              + name
              + ": "
              + weights.length
              + " weights (expected "
              + rows
              + " x "
              + columns
              + ")");
    }
    if (inputs.isPresent() && inputs.get().columns() != columns) {
      throw new IllegalArgumentException(
          "Cannot quantize "
              + name
              + ": inputs of "
              + inputs.get().columns()
              + " columns (expected "
              + columns
              + ")");
    }
  }

  /**
   * The number that divides the scales of a two-level scheme, see {@link TensorScale}; else 1.
   *
   * @param of what is quantized where the layer stands alone: its weights, or what is left of them
   */
  public float tensorScale(float[] of) {
    if (!scheme.twoLevel()) {
      return 1;
    }
    float largest = 0;
    if (together.isPresent()) {
      largest = together.get();
    } else {
      for (float weight : of) {
        largest = Math.max(largest, Math.abs(weight));
      }
    }
    return TensorScale.of(largest, scheme, arithmetic);
  }

  /**
   * What calibration gathered, for a method that cannot do without.
   *
   * @throws IllegalArgumentException without calibration, or when a statistic is not a finite
   *     number
   */
  public InputStatistics calibration(String method) {
    InputStatistics found =
        inputs.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot quantize "
                        + name
                        + " by "
                        + method
                        + " without calibration (expected statistics of its inputs)"));
    requireFinite("second moment", found.secondMoments());
    requireFinite("mean", found.mean());
    requireFinite("largest magnitude", found.absMax());
    requireFinite("mean magnitude", found.absMean());
    requireFinite("smallest value", found.min());
    requireFinite("largest value", found.max());
    return found;
  }

  /**
   * Refuses a scale that overflowed the type that it is stored in.
   *
   * @param layer its name
   * @param row whose weights it is for
   */
  public static void requireFiniteScale(String layer, int row, float stored, FloatType type) {
    if (!Float.isFinite(stored)) {
      throw new IllegalArgumentException(
          "Cannot quantize "
              + layer
              + ": the weights of row "
              + row
              + " are too large for scales in "
              + type.name()
              + " (expected at most "
              + type.largest()
              + ")");
    }
  }

  /**
   * Refuses a scheme that the method has no use for.
   *
   * @param expected what it takes instead
   */
  public void requireScheme(boolean fits, String method, String expected) {
    if (!fits) {
      throw new IllegalArgumentException(
          "Cannot quantize "
              + name
              + " to "
              + scheme
              + " by "
              + method
              + " (expected "
              + expected
              + ")");
    }
  }

  /** Refuses weights that are infinite or not numbers, naming the first. */
  public void requireFiniteWeights() {
    for (int i = 0; i < weights.length; i++) {
      if (!Float.isFinite(weights[i])) {
        throw new IllegalArgumentException(
            "Cannot quantize "
                + name
                + ": weight ["
                + i / columns
                + ", "
                + i % columns
                + "] is "
                + weights[i]
                + " (expected a finite number)");
      }
    }
  }

  private void requireFinite(String what, float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "Cannot quantize "
                + name
                + ": "
                + what
                + " "
                + i
                + " of its inputs is "
                + values[i]
                + " (expected finite numbers from calibration)");
      }
    }
  }
}
