package io.quantgrid.kernels.form;

import io.quantgrid.kernels.scheme.QuantizedMatrix;
import java.util.ArrayList;
import java.util.List;

/**
 * A weight that is the sum of parts, added in float32 in their order.
 *
 * <pre>
 *   0.NAME, 0.OTHER, 1.NAME ...    the arrays of part 0, 1 ... under their own names
 * </pre>
 */
public record Sum(List<WeightForm> parts) implements WeightForm {
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

  /** The arrays of one part, named as the part itself names them. */
  public static List<StoredArray> arrays(int part, List<StoredArray> arrays) {
    String prefix = part + ".";
    return arrays.stream()
        .filter(array -> array.name().startsWith(prefix))
        .map(array -> renamed(array, array.name().substring(prefix.length())))
        .toList();
  }

  private static StoredArray renamed(StoredArray array, String name) {
    return new StoredArray(name, array.dtype(), array.shape(), array.bytes());
  }

  @Override
  public String name() {
    return "sum";
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
  public List<QuantizedMatrix> matrices() {
    return parts.stream().flatMap(part -> part.matrices().stream()).toList();
  }

  @Override
  public List<StoredArray> arrays() {
    List<StoredArray> out = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      for (StoredArray array : parts.get(i).arrays()) {
        out.add(renamed(array, i + "." + array.name()));
      }
    }
    return out;
  }
}
