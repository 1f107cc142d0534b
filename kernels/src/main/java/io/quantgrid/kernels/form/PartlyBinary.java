package io.quantgrid.kernels.form;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.tensor.DType;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;

/**
 * Signs, but for a share of salient weights in eight bits (PB-LLM, arXiv 2310.00034).
 *
 * <pre>
 *  salient         1 bit a weight, row after row
 *  signs           1 bit a weight that is not, row after row   set: +, value +-scale of its group
 *  codes           int8 [salient weights], row after row        value code * salient scale of its row
 *  scales          [rows, groups] in scaleType
 *  salient_scales  [rows] in scaleType
 * </pre>
 *
 * @param group columns of a group; the last of a row may be narrower
 */
public record PartlyBinary(
    int rows,
    int columns,
    int group,
    BitSet salient,
    BitSet signs,
    byte[] codes,
    float[] scales,
    float[] salientScales,
    FloatType scaleType)
    implements WeightForm {
  static final String NAME = "partly_binary";

  public PartlyBinary {
    int groups = BinaryPlanes.blocks(columns, group);
    if (codes.length != salient.cardinality()
        || scales.length != rows * groups
        || salientScales.length != rows) {
      throw new IllegalArgumentException(
          "Cannot make a partly binary matrix of "
              + codes.length
              + " codes, "
              + scales.length
              + " and "
              + salientScales.length
              + " scales (expected "
              + salient.cardinality()
              + ", "
              + rows * groups
              + " and "
              + rows
              + ")");
    }
  }

  /** Makes the form of {@link #arrays}. */
  static PartlyBinary read(Description form, int rows, int columns, List<StoredArray> arrays) {
    int group = form.count("group");
    FloatType scaleType = form.type("scale_type");
    int groups = BinaryPlanes.blocks(columns, group);
    DType dtype = StoredNumbers.dtype(scaleType);
    BitSet salient = Bits.set(arrays, "salient", NAME, rows * columns);
    int signs = rows * columns - salient.cardinality();
    return new PartlyBinary(
        rows,
        columns,
        group,
        salient,
        Bits.set(arrays, "signs", NAME, signs),
        StoredNumbers.named(arrays, "codes", NAME).bytes().clone(),
        StoredNumbers.floats(
            StoredNumbers.named(arrays, "scales", NAME, dtype, rows, groups), scaleType),
        StoredNumbers.floats(
            StoredNumbers.named(arrays, "salient_scales", NAME, dtype, rows), scaleType),
        scaleType);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Bits per weight as the paper counts them: eight for salient weights, one for others. */
  public double paperBits() {
    long weights = (long) rows * columns;
    return weights == 0 ? 0 : 1 + (Byte.SIZE - 1.0) * codes.length / weights;
  }

  @Override
  public float[] dequantize() {
    float[] out = new float[rows * columns];
    int groups = BinaryPlanes.blocks(columns, group);
    int code = 0;
    int sign = 0;
    for (int i = 0; i < out.length; i++) {
      int row = i / columns;
      if (salient.get(i)) {
        out[i] = codes[code++] * salientScales[row];
      } else {
        float scale = scales[row * groups + i % columns / group];
        out[i] = signs.get(sign++) ? scale : -scale;
      }
    }
    return out;
  }

  @Override
  public SortedMap<String, String> parameters() {
    return Description.values("group", group, "scale_type", scaleType.name());
  }

  @Override
  public List<StoredArray> arrays() {
    int weights = rows * columns;
    return List.of(
        Bits.array("salient", salient, weights),
        Bits.array("signs", signs, weights - codes.length),
        new StoredArray("codes", DType.INT8, new long[] {codes.length}, codes),
        StoredNumbers.floats(
            "scales", scales, scaleType, rows, BinaryPlanes.blocks(columns, group)),
        StoredNumbers.floats("salient_scales", salientScales, scaleType, rows));
  }
}
