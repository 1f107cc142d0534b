package io.quantgrid.kernels.form;

import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.List;
import java.util.SortedMap;

/**
 * Integers in groups of a row, each with a scale and a zero point that is a real number: {@code
 * value = (code - zero) * scale}, in float32.
 *
 * <pre>
 *  codes   int32 [rows, words]    words of 2 to 7 bits (scheme.Packing), or int8 [rows, columns]
 *  scales  [rows, groups]         in scaleType, 16 or 32 bits
 *  zeros   [rows, groups]         in zeroType, in codes' units; float16 has steps of 1 beyond 1024
 * </pre>
 *
 * @param scheme of integers, asymmetric, of which only element and granularity count
 * @param codes one per byte, row-major {@code [rows, columns]}, signed
 * @param zeros values of {@code zeroType}
 * @param zeroType float16, or float32 where zero points hold more than a search has found
 */
public record RealZeros(
    Scheme scheme,
    int rows,
    int columns,
    byte[] codes,
    float[] scales,
    FloatType scaleType,
    float[] zeros,
    FloatType zeroType)
    implements WeightForm {
  static final String NAME = "real_zeros";

  public RealZeros {
    long groups = (long) rows * QuantizedMatrix.groups(scheme, columns);
    if (codes.length != (long) rows * columns
        || scales.length != groups
        || zeros.length != groups) {
      throw new IllegalArgumentException(
          "Cannot make a matrix with real zero points: "
              + codes.length
              + " codes, "
              + scales.length
              + " scales, "
              + zeros.length
              + " zero points (expected "
              + (long) rows * columns
              + ", "
              + groups
              + ", "
              + groups
              + ")");
    }
  }

  /** Zero points in float16. */
  public RealZeros(
      Scheme scheme,
      int rows,
      int columns,
      byte[] codes,
      float[] scales,
      FloatType scaleType,
      float[] zeros) {
    this(scheme, rows, columns, codes, scales, scaleType, zeros, Float16.TYPE);
  }

  /** Makes the form of {@link #arrays}. */
  static RealZeros read(Description form, int rows, int columns, List<StoredArray> arrays) {
    Scheme scheme = form.scheme();
    FloatType scaleType = form.type("scale_type");
    FloatType zeroType = form.type("zero_type");
    int groups = QuantizedMatrix.groups(scheme, columns);
    StoredArray scales =
        StoredNumbers.named(arrays, "scales", NAME, StoredNumbers.dtype(scaleType), rows, groups);
    StoredArray zeros =
        StoredNumbers.named(arrays, "zeros", NAME, StoredNumbers.dtype(zeroType), rows, groups);
    return new RealZeros(
        scheme,
        rows,
        columns,
        StoredNumbers.codes(
            StoredNumbers.named(arrays, "codes", NAME), scheme.element(), rows, columns),
        StoredNumbers.floats(scales, scaleType),
        scaleType,
        StoredNumbers.floats(zeros, zeroType),
        zeroType);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public float[] dequantize() {
    int size = scheme.granularity().groupSize(columns);
    int groups = QuantizedMatrix.groups(scheme, columns);
    float[] out = new float[codes.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int group = row * groups + column / size;
        int i = row * columns + column;
        out[i] = (codes[i] - zeros[group]) * scales[group];
      }
    }
    return out;
  }

  @Override
  public SortedMap<String, String> parameters() {
    return Description.values(
        "scheme", scheme.canonical(), "scale_type", scaleType.name(), "zero_type", zeroType.name());
  }

  @Override
  public List<StoredArray> arrays() {
    int groups = QuantizedMatrix.groups(scheme, columns);
    return List.of(
        StoredNumbers.codes("codes", codes, scheme.element(), rows, columns),
        StoredNumbers.floats("scales", scales, scaleType, rows, groups),
        StoredNumbers.floats("zeros", zeros, zeroType, rows, groups));
  }
}
