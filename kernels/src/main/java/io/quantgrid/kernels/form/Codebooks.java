package io.quantgrid.kernels.form;

import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Vectors of weights as indices into codebooks (VPTQ, arXiv 2409.17066). A vector is {@code length}
 * consecutive rows of one column; columns marked as outliers have a codebook of their own. {@code
 * value[row] = scale[row] * (centroid[row % length] + residual[row % length])}.
 *
 * <pre>
 *  scales             [rows] in scaleType
 *  outliers           1 bit a column
 *  centroids          float16 [k, length]         of the other columns
 *  indices            width(k) bits a vector, by column, then by rows; width(k) = ceil(log2 k)
 *  residual_*         the same again, added; only where there is a residual codebook
 *  outlier_centroids  float16 [k, length], outlier_indices; only where there are outliers
 * </pre>
 *
 * @param scales values of {@code scaleType}
 */
public record Codebooks(
    int rows,
    int columns,
    float[] scales,
    FloatType scaleType,
    BitSet outliers,
    Book main,
    Optional<Book> residual,
    Optional<Book> outlier)
    implements WeightForm {
  static final String NAME = "codebooks";

  /**
   * Centroids and which of them each vector takes.
   *
   * @param centroids values of float16, row-major {@code [k, length]}
   * @param indices {@code [columns of the book, ceil(rows / length)]}
   */
  public record Book(int length, float[] centroids, int[] indices) {
    public Book {
      if (length < 1 || centroids.length == 0 || centroids.length % length != 0) {
        throw new IllegalArgumentException(
            "Cannot make a codebook of "
                + centroids.length
                + " numbers in vectors of "
                + length
                + " (expected a multiple of it, above 0)");
      }
      for (int index : indices) {
        if (index < 0 || index >= centroids.length / length) {
          throw new IllegalArgumentException(
              "Cannot take centroid "
                  + index
                  + " of a codebook (expected 0 to "
                  + (centroids.length / length - 1)
                  + ")");
        }
      }
    }

    int size() {
      return centroids.length / length;
    }

    private List<StoredArray> arrays(String prefix) {
      return List.of(
          StoredNumbers.floats(prefix + "centroids", centroids, Float16.TYPE, size(), length),
          Bits.array(prefix + "indices", indices, Bits.width(size())));
    }

    private static Book read(List<StoredArray> arrays, String prefix, int rows, int columns) {
      StoredArray centroids = StoredNumbers.named(arrays, prefix + "centroids", NAME);
      if (centroids.dtype() != DType.FLOAT16
          || centroids.shape().length != 2
          || centroids.bytes().length == 0) {
        throw new IllegalArgumentException(
            "Cannot read "
                + NAME
                + ": "
                + centroids.name()
                + " of "
                + centroids.dtype()
                + Arrays.toString(centroids.shape())
                + " (expected FLOAT16[k, length])");
      }
      int size = (int) centroids.shape()[0];
      int length = (int) centroids.shape()[1];
      int vectors = columns * vectors(rows, length);
      byte[] packed = StoredNumbers.named(arrays, prefix + "indices", NAME).bytes();
      return new Book(
          length,
          StoredNumbers.floats(centroids, Float16.TYPE),
          Bits.unpack(packed, vectors, Bits.width(size)));
    }

    /** Adds to {@code out} what the vectors of one of the book's columns are. */
    private void add(int column, float[] out) {
      int perColumn = vectors(out.length, length);
      for (int row = 0; row < out.length; row++) {
        int index = indices[column * perColumn + row / length];
        out[row] += centroids[index * length + row % length];
      }
    }
  }

  public Codebooks {
    int strong = outliers.cardinality();
    boolean right =
        scales.length == rows
            && fits(main, columns - strong, rows)
            && (residual.isEmpty() || fits(residual.get(), columns - strong, rows))
            && (outlier.isPresent() ? fits(outlier.get(), strong, rows) : strong == 0);
    if (!right) {
      throw new IllegalArgumentException(
          "Cannot make codebooks of "
              + rows
              + " x "
              + columns
              + " weights with "
              + strong
              + " outlier columns (expected a scale per row and an index per vector)");
    }
  }

  private static boolean fits(Book book, int columns, int rows) {
    return book.indices().length == columns * vectors(rows, book.length());
  }

  /** Vectors of a column; the last may reach beyond it. */
  public static int vectors(int rows, int length) {
    return (rows + length - 1) / length;
  }

  /** Makes the form of {@link #arrays}. */
  static Codebooks read(Description form, int rows, int columns, List<StoredArray> arrays) {
    FloatType scaleType = form.type("scale_type");
    BitSet outliers = Bits.set(arrays, "outliers", NAME, columns);
    StoredArray scales =
        StoredNumbers.named(arrays, "scales", NAME, StoredNumbers.dtype(scaleType), rows);
    int strong = outliers.cardinality();
    boolean twice = arrays.stream().anyMatch(array -> array.name().startsWith("residual_"));
    return new Codebooks(
        rows,
        columns,
        StoredNumbers.floats(scales, scaleType),
        scaleType,
        outliers,
        Book.read(arrays, "", rows, columns - strong),
        twice
            ? Optional.of(Book.read(arrays, "residual_", rows, columns - strong))
            : Optional.empty(),
        strong > 0 ? Optional.of(Book.read(arrays, "outlier_", rows, strong)) : Optional.empty());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public float[] dequantize() {
    float[] out = new float[rows * columns];
    int strong = 0;
    int usual = 0;
    for (int column = 0; column < columns; column++) {
      float[] values = new float[rows];
      if (outliers.get(column)) {
        outlier.orElseThrow().add(strong++, values);
      } else {
        main.add(usual, values);
        if (residual.isPresent()) {
          residual.get().add(usual, values);
        }
        usual++;
      }
      for (int row = 0; row < rows; row++) {
        out[row * columns + column] = scales[row] * values[row];
      }
    }
    return out;
  }

  @Override
  public SortedMap<String, String> parameters() {
    return Description.values("scale_type", scaleType.name());
  }

  @Override
  public List<StoredArray> arrays() {
    List<StoredArray> out = new ArrayList<>();
    out.add(StoredNumbers.floats("scales", scales, scaleType, rows));
    out.add(Bits.array("outliers", outliers, columns));
    out.addAll(main.arrays(""));
    residual.ifPresent(book -> out.addAll(book.arrays("residual_")));
    outlier.ifPresent(book -> out.addAll(book.arrays("outlier_")));
    return out;
  }
}
