package io.quantgrid.core.quantize;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an analyst may ask of one quantized layer: a row of the layers table.
 *
 * @param name of the module: {@code model.layers.0.mlp.up_proj}
 * @param block its decoder layer from 0, -1 outside of them
 * @param module the last part of the name: {@code up_proj}
 * @param scheme as applied
 * @param form how it is stored: {@code plain}, {@code sum} ...
 * @param bitsPerWeight stored bits over weights
 * @param weights of the model as it came
 * @param transformed of what the solver was given; the same without transforms
 * @param inputs of the model as it came; empty without calibration
 * @param transformedInputs of what the solver was given; empty without calibration
 * @param rounded errors of rounding the given weights to nearest in the same scheme: what the
 *     method starts from
 * @param found errors of what the method found
 * @param scales stored scales as values; empty for forms without
 * @param seconds that transforming and solving took, the only figure that may differ between runs
 * @param notes what transforms, solver and compensations have to say: {@code damping}
 */
public record LayerStatistics(
    String name,
    int block,
    String module,
    int rows,
    int columns,
    String scheme,
    String form,
    double bitsPerWeight,
    Distribution weights,
    Distribution transformed,
    Optional<Distribution> inputs,
    Optional<Distribution> transformedInputs,
    Errors rounded,
    Errors found,
    Optional<Distribution> scales,
    double seconds,
    SortedMap<String, Double> notes) {

  public LayerStatistics {
    notes = Collections.unmodifiableSortedMap(new TreeMap<>(notes));
  }

  /**
   * How far quantized weights {@code Q} are from {@code W}, both as the solver was given them.
   *
   * @param weightMse mean squared difference of weights
   * @param weightSnr {@code 10 log10(sum W^2 / sum (W - Q)^2)} in decibels; infinite without error
   * @param outputMse mean squared difference of outputs on the calibration texts, {@code tr((W - Q)
   *     E[x x^T] (W - Q)^T) / rows}; empty without calibration
   * @param outputSnr the same as a ratio to the outputs' power, in decibels
   */
  public record Errors(
      double weightMse, double weightSnr, Optional<Double> outputMse, Optional<Double> outputSnr) {}
}
