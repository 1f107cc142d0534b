package io.quantgrid.kernels.form;

import io.quantgrid.kernels.element.FloatType;
import java.util.List;
import java.util.SortedMap;

/**
 * A weight as it was stored, a part of forms that add something to it.
 *
 * <pre>
 *   values    float32, bfloat16 or float16 [rows, columns]
 * </pre>
 *
 * @param type what the values are stored in
 * @param values row-major, numbers of that type
 */
public record Dense(int rows, int columns, FloatType type, float[] values) implements WeightForm {
  static final String NAME = "dense";

  public Dense {
    if (values.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          "Cannot make a dense matrix of "
              + values.length
              + " values (expected "
              + rows
              + " x "
              + columns
              + ")");
    }
  }

  /** Makes the form of {@link #arrays}. */
  static Dense read(Description form, int rows, int columns, List<StoredArray> arrays) {
    FloatType type = form.type("type");
    StoredArray values =
        StoredNumbers.named(arrays, "values", NAME, StoredNumbers.dtype(type), rows, columns);
    return new Dense(rows, columns, type, StoredNumbers.floats(values, type));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public float[] dequantize() {
    return values.clone();
  }

  @Override
  public SortedMap<String, String> parameters() {
    return Description.values("type", type.name());
  }

  @Override
  public List<StoredArray> arrays() {
    return List.of(StoredNumbers.floats("values", values, type, rows, columns));
  }
}
