package io.quantgrid.kernels.form;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.List;
import java.util.SortedMap;

/**
 * Integers halfway between which zero lies: {@code value = (code + 1/2) * step}, as many values
 * above zero as below, none wasted where numbers are few and none of them zero (QuIP's grid, arXiv
 * 2307.13304, algorithm 3).
 *
 * <pre>
 *   codes   INT32 [rows, words] (scheme.Packing), or INT8 [rows, columns] for int8
 *   steps   [rows, groups], or one for the whole matrix
 * </pre>
 *
 * @param scheme of which the integer type and the granularity count
 * @param codes one per byte, row-major {@code [rows, columns]}, signed
 * @param steps values of {@code stepType}
 * @param stepType float32, bfloat16 or float16
 */
public record MidRise(
    Scheme scheme, int rows, int columns, byte[] codes, float[] steps, FloatType stepType)
    implements WeightForm {
  static final String NAME = "mid_rise";

  public MidRise {
    long expected = QuantizedMatrix.scales(scheme, rows, columns);
    if (codes.length != (long) rows * columns || steps.length != expected) {
      throw new IllegalArgumentException(
          "Cannot make a matrix of "
              + codes.length
              + " codes and "
              + steps.length
              + " steps (expected "
              + (long) rows * columns
              + " and "
              + expected
              + ")");
    }
  }

  /** Makes the form of {@link #arrays}. */
  static MidRise read(Description form, int rows, int columns, List<StoredArray> arrays) {
    Scheme scheme = form.scheme();
    FloatType stepType = form.type("step_type");
    StoredArray codes = StoredNumbers.named(arrays, "codes", NAME);
    StoredArray steps =
        StoredNumbers.named(
            arrays,
            "steps",
            NAME,
            StoredNumbers.dtype(stepType),
            QuantizedMatrix.scales(scheme, rows, columns));
    return new MidRise(
        scheme,
        rows,
        columns,
        StoredNumbers.codes(codes, scheme.element(), rows, columns),
        StoredNumbers.floats(steps, stepType),
        stepType);
  }

  /** Where the step of an entry stands. */
  public static int step(Scheme scheme, int columns, int steps, int row, int column) {
    return steps == 1
        ? 0
        : row * QuantizedMatrix.groups(scheme, columns)
            + column / scheme.granularity().groupSize(columns);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public float[] dequantize() {
    float[] out = new float[codes.length];
    for (int i = 0; i < out.length; i++) {
      int at = step(scheme, columns, steps.length, i / columns, i % columns);
      out[i] = (codes[i] + 0.5f) * steps[at];
    }
    return out;
  }

  @Override
  public SortedMap<String, String> parameters() {
    return Description.values("scheme", scheme.canonical(), "step_type", stepType.name());
  }

  @Override
  public List<StoredArray> arrays() {
    return List.of(
        StoredNumbers.codes("codes", codes, scheme.element(), rows, columns),
        StoredNumbers.floats("steps", steps, stepType, steps.length));
  }
}
