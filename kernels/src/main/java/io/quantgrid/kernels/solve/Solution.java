package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.form.WeightForm;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a solver found.
 *
 * @param bias {@code [rows]} to be added to the layer's outputs, beside a bias that it has already
 * @param notes facts worth a row: {@code damping} that was needed, {@code outliers} kept
 */
public record Solution(WeightForm weight, Optional<float[]> bias, SortedMap<String, Double> notes) {
  public Solution {
    notes = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(notes));
  }

  /** A weight alone. */
  public Solution(WeightForm weight, SortedMap<String, Double> notes) {
    this(weight, Optional.empty(), notes);
  }
}
