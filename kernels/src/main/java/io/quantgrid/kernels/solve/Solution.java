package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.form.WeightForm;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a solver found.
 *
 * @param notes facts worth a row: {@code damping} that was needed, {@code outliers} kept
 */
public record Solution(WeightForm weight, SortedMap<String, Double> notes) {
  public Solution {
    notes = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(notes));
  }
}
