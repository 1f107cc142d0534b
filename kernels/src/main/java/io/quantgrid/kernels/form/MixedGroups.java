package io.quantgrid.kernels.form;

import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * Blocks of consecutive columns, each in groups of its own size; all rows of a block are grouped
 * alike, so a kernel goes through a block as through a matrix.
 *
 * <pre>
 *  columns      int32 [blocks]        of each block
 *  group_sizes  int32 [blocks]        divides the block's columns
 *  codes        as the element's layout has it, over all columns [rows, ...]
 *  scales       [rows, sum of groups] in scaleType: a row's groups, block after block
 *  zero_points  int8 [rows, sum of groups], asymmetric only
 * </pre>
 *
 * @param blocks of equal rows, element, symmetry and type of scales, with group granularity; at
 *     least one
 */
public record MixedGroups(List<QuantizedMatrix> blocks) implements WeightForm {
  static final String NAME = "mixed_groups";

  public MixedGroups {
    blocks = List.copyOf(blocks);
    Scheme first = blocks.get(0).scheme();
    for (QuantizedMatrix block : blocks) {
      boolean fits =
          block.scheme().with(first.granularity()).equals(first)
              && block.scheme().granularity() instanceof Granularity.Group
              && block.rows() == blocks.get(0).rows()
              && block.scaleType() == blocks.get(0).scaleType()
              && !block.scheme().twoLevel();
      if (!fits) {
        throw new IllegalArgumentException(
            "Cannot mix groups of "
                + first
                + " and "
                + block.scheme()
                + " (expected blocks that differ in the size of groups alone)");
      }
    }
  }

  /** Makes the form of {@link #arrays}; the granularity of {@code scheme} does not count. */
  static MixedGroups read(Description form, int rows, int columns, List<StoredArray> arrays) {
    Scheme scheme = form.scheme();
    FloatType scaleType = form.type("scale_type");
    int[] widths = StoredNumbers.words(StoredNumbers.named(arrays, "columns", NAME));
    int[] sizes = StoredNumbers.words(StoredNumbers.named(arrays, "group_sizes", NAME));
    checkBlocks(widths, sizes, columns);
    int groups = 0;
    for (int i = 0; i < widths.length; i++) {
      groups += widths[i] / sizes[i];
    }
    byte[] codes =
        StoredNumbers.codes(
            StoredNumbers.named(arrays, "codes", NAME), scheme.element(), rows, columns);
    float[] scales =
        StoredNumbers.floats(
            StoredNumbers.named(
                arrays, "scales", NAME, StoredNumbers.dtype(scaleType), rows, groups),
            scaleType);
    byte[] zeros =
        scheme.symmetry() == Symmetry.ASYMMETRIC
            ? StoredNumbers.named(arrays, "zero_points", NAME).bytes()
            : new byte[0];
    List<QuantizedMatrix> blocks = new ArrayList<>();
    int column = 0;
    int group = 0;
    for (int i = 0; i < widths.length; i++) {
      int count = widths[i] / sizes[i];
      blocks.add(
          new QuantizedMatrix(
              scheme.with(new Granularity.Group(sizes[i])),
              rows,
              widths[i],
              part(rows, new byte[rows * widths[i]], widths[i], codes, columns, column),
              part(rows, new float[rows * count], count, scales, groups, group),
              scaleType,
              zeros.length == 0
                  ? zeros
                  : part(rows, new byte[rows * count], count, zeros, groups, group),
              1));
      column += widths[i];
      group += count;
    }
    return new MixedGroups(blocks);
  }

  private static void checkBlocks(int[] widths, int[] sizes, int columns) {
    boolean fits =
        widths.length > 0
            && widths.length == sizes.length
            && Arrays.stream(widths).sum() == columns;
    for (int i = 0; fits && i < widths.length; i++) {
      fits = widths[i] > 0 && sizes[i] > 0 && widths[i] % sizes[i] == 0;
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "Cannot read "
              + NAME
              + ": blocks of "
              + Arrays.toString(widths)
              + " columns in groups of "
              + Arrays.toString(sizes)
              + " (expected "
              + columns
              + " columns in whole groups)");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int rows() {
    return blocks.get(0).rows();
  }

  @Override
  public int columns() {
    return blocks.stream().mapToInt(QuantizedMatrix::columns).sum();
  }

  @Override
  public float[] dequantize() {
    float[] out = new float[rows() * columns()];
    int column = 0;
    for (QuantizedMatrix block : blocks) {
      copy(block.dequantize(), block.columns(), out, columns(), column);
      column += block.columns();
    }
    return out;
  }

  @Override
  public SortedMap<String, String> parameters() {
    return Description.values(
        "scheme",
        blocks.get(0).scheme().canonical(),
        "scale_type",
        blocks.get(0).scaleType().name());
  }

  @Override
  public List<StoredArray> arrays() {
    Scheme scheme = blocks.get(0).scheme();
    int groups = blocks.stream().mapToInt(MixedGroups::groups).sum();
    boolean asymmetric = scheme.symmetry() == Symmetry.ASYMMETRIC;
    byte[] codes = new byte[rows() * columns()];
    float[] scales = new float[rows() * groups];
    byte[] zeros = new byte[asymmetric ? scales.length : 0];
    int column = 0;
    int group = 0;
    for (QuantizedMatrix block : blocks) {
      copy(block.codes(), block.columns(), codes, columns(), column);
      copy(block.scales(), groups(block), scales, groups, group);
      if (asymmetric) {
        copy(block.zeroPoints(), groups(block), zeros, groups, group);
      }
      column += block.columns();
      group += groups(block);
    }
    List<StoredArray> out = new ArrayList<>();
    int count = blocks.size();
    int[] widths = blocks.stream().mapToInt(QuantizedMatrix::columns).toArray();
    int[] sizes = blocks.stream().mapToInt(QuantizedMatrix::groupSize).toArray();
    out.add(StoredNumbers.words("columns", widths, count));
    out.add(StoredNumbers.words("group_sizes", sizes, count));
    out.add(StoredNumbers.codes("codes", codes, scheme.element(), rows(), columns()));
    out.add(StoredNumbers.floats("scales", scales, blocks.get(0).scaleType(), rows(), groups));
    if (asymmetric) {
      out.add(new StoredArray("zero_points", DType.INT8, new long[] {rows(), groups}, zeros));
    }
    return out;
  }

  private static int groups(QuantizedMatrix block) {
    return QuantizedMatrix.groups(block.scheme(), block.columns());
  }

  /** Copies the rows of an array with {@code width} columns to columns of a wider one. */
  private void copy(Object part, int width, Object whole, int stride, int from) {
    for (int row = 0; row < rows(); row++) {
      System.arraycopy(part, row * width, whole, row * stride + from, width);
    }
  }

  /** The reverse: into {@code part}, which it returns. */
  private static <T> T part(int rows, T part, int width, T whole, int stride, int from) {
    for (int row = 0; row < rows; row++) {
      System.arraycopy(whole, row * stride + from, part, row * width, width);
    }
    return part;
  }
}
