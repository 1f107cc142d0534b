package io.quantgrid.kernels.form;

import io.quantgrid.kernels.element.FloatType;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;

/**
 * Signs in planes (BiLLM, arXiv 2402.04291): salient columns have two, the second of the residual;
 * the other weights one, and a bit that says which of two scales is theirs.
 *
 * <pre>
 *  salient          1 bit a column
 *  signs            1 bit a weight, row after row             set: +
 *  residual_signs   1 bit a weight of salient columns, row after row
 *  sparse           1 bit a weight of the other columns, row after row
 *  scales           [rows, blocks, 4] in scaleType            blocks of {@code block} columns
 *
 *  value of salient columns    +-scale[0] +-scale[1]
 *  value of the others         +-scale[2], or where sparse +-scale[3]
 * </pre>
 *
 * All sets are indexed as their bits are stored.
 *
 * @param scales values of {@code scaleType}
 */
public record BinaryPlanes(
    int rows,
    int columns,
    int block,
    BitSet salient,
    BitSet signs,
    BitSet residualSigns,
    BitSet sparse,
    float[] scales,
    FloatType scaleType)
    implements WeightForm {
  static final String NAME = "binary_planes";

  /** Scales of a row's block. */
  public static final int SCALES = 4;

  public BinaryPlanes {
    int expected = rows * blocks(columns, block) * SCALES;
    if (scales.length != expected || salient.length() > columns) {
      throw new IllegalArgumentException(
          "Cannot make binary planes of "
              + scales.length
              + " scales and salient columns up to "
              + salient.length()
              + " (expected "
              + expected
              + " and at most "
              + columns
              + ")");
    }
  }

  /** Makes the form of {@link #arrays}. */
  static BinaryPlanes read(Description form, int rows, int columns, List<StoredArray> arrays) {
    int block = form.count("block");
    FloatType scaleType = form.type("scale_type");
    StoredArray scales =
        StoredNumbers.named(
            arrays,
            "scales",
            NAME,
            StoredNumbers.dtype(scaleType),
            rows,
            blocks(columns, block),
            SCALES);
    BitSet salient = Bits.set(arrays, "salient", NAME, columns);
    int strong = salient.cardinality();
    return new BinaryPlanes(
        rows,
        columns,
        block,
        salient,
        Bits.set(arrays, "signs", NAME, rows * columns),
        Bits.set(arrays, "residual_signs", NAME, rows * strong),
        Bits.set(arrays, "sparse", NAME, rows * (columns - strong)),
        StoredNumbers.floats(scales, scaleType),
        scaleType);
  }

  /** Blocks of columns, the last of which may be narrower. */
  public static int blocks(int columns, int block) {
    return (columns + block - 1) / block;
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * Bits per weight as the paper counts them (section 4.1, N_param): two for salient weights, one
   * for others, nothing for bitmaps and scales.
   */
  public double paperBits() {
    return columns == 0 ? 0 : 1 + (double) salient.cardinality() / columns;
  }

  @Override
  public float[] dequantize() {
    float[] out = new float[rows * columns];
    int nextSalient = 0;
    int nextOther = 0;
    for (int i = 0; i < out.length; i++) {
      int column = i % columns;
      int at = (i / columns * blocks(columns, block) + column / block) * SCALES;
      float value;
      if (salient.get(column)) {
        float rest = residualSigns.get(nextSalient++) ? scales[at + 1] : -scales[at + 1];
        value = (signs.get(i) ? scales[at] : -scales[at]) + rest;
      } else {
        float scale = scales[sparse.get(nextOther++) ? at + 3 : at + 2];
        value = signs.get(i) ? scale : -scale;
      }
      out[i] = value;
    }
    return out;
  }

  @Override
  public SortedMap<String, String> parameters() {
    return Description.values("block", block, "scale_type", scaleType.name());
  }

  @Override
  public List<StoredArray> arrays() {
    int strong = salient.cardinality();
    return List.of(
        Bits.array("salient", salient, columns),
        Bits.array("signs", signs, rows * columns),
        Bits.array("residual_signs", residualSigns, rows * strong),
        Bits.array("sparse", sparse, rows * (columns - strong)),
        StoredNumbers.floats("scales", scales, scaleType, rows, blocks(columns, block), SCALES));
  }
}
