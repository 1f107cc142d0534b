package io.quantgrid.kernels.form;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * A weight that is the sum of parts, added in float32 in their order.
 *
 * <pre>
 *   0.NAME, 0.OTHER, 1.NAME ...    the arrays of part 0, 1 ... under their own names
 * </pre>
 */
public record Sum(List<WeightForm> parts) implements WeightForm {
  static final String NAME = "sum";

  public Sum {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("Cannot add no parts (expected 1 or more)");
    }
    for (WeightForm part : parts) {
      if (part.rows() != parts.get(0).rows() || part.columns() != parts.get(0).columns()) {
        throw new IllegalArgumentException(
            "Cannot add "
                + part.name()
                + " of "
                + part.rows()
                + " x "
                + part.columns()
                + " (expected "
                + parts.get(0).rows()
                + " x "
                + parts.get(0).columns()
                + ")");
      }
    }
  }

  /** The sum of two, flat when the first is one. */
  public static Sum of(WeightForm first, WeightForm second) {
    List<WeightForm> all = new ArrayList<>(first instanceof Sum sum ? sum.parts() : List.of(first));
    all.add(second);
    return new Sum(all);
  }

  /** Makes the form of {@link #arrays}. */
  static Sum read(Description form, int rows, int columns, List<StoredArray> arrays) {
    List<WeightForm> parts = new ArrayList<>();
    for (Description part : form.parts()) {
      String prefix = String.valueOf(parts.size());
      parts.add(Forms.read(part, rows, columns, Forms.arraysOf(prefix, arrays)));
    }
    return new Sum(parts);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int rows() {
    return parts.get(0).rows();
  }

  @Override
  public int columns() {
    return parts.get(0).columns();
  }

  @Override
  public float[] dequantize() {
    float[] out = parts.get(0).dequantize().clone();
    for (WeightForm part : parts.subList(1, parts.size())) {
      float[] values = part.dequantize();
      for (int i = 0; i < out.length; i++) {
        out[i] += values[i];
      }
    }
    return out;
  }

  @Override
  public SortedMap<String, String> parameters() {
    return Collections.emptySortedMap();
  }

  @Override
  public List<StoredArray> arrays() {
    List<StoredArray> out = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      out.addAll(Forms.prefixed(String.valueOf(i), parts.get(i).arrays()));
    }
    return out;
  }
}
