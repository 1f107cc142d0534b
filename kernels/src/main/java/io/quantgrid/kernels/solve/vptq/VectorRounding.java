package io.quantgrid.kernels.solve.vptq;

import io.quantgrid.kernels.form.Codebooks;
import io.quantgrid.kernels.solve.feedback.ColumnRounding;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;

/** Assigns the vectors of one column after the other, the outlier columns first. */
final class VectorRounding implements ColumnRounding {
  private final Training training;
  private final int rows;
  private final int[] order;
  private final int outliers;
  private final float[] scales;
  private final Trained main;
  private final Optional<Trained> residual;
  private final Optional<Trained> outlier;

  /** The first {@code outliers} columns in order have a codebook of their own. */
  VectorRounding(Training training, int outliers) {
    this.training = training;
    this.rows = training.layer().rows();
    this.order = training.order();
    this.outliers = outliers;
    this.scales = training.scales();
    Vptq parameters = training.parameters();
    int end = order.length;
    this.main = training.book(parameters.vector(), outliers, end, parameters.centroids());
    this.residual =
        parameters.residual() == 0
            ? Optional.empty()
            : Optional.of(training.residual(main, outliers, end, parameters.residual()));
    this.outlier =
        outliers == 0
            ? Optional.empty()
            : Optional.of(
                training.book(
                    parameters.outlierVector(), 0, outliers, parameters.outlierCentroids()));
  }

  @Override
  public void round(int position, int firstRow, int height, float[] targets, float[] values) {
    boolean strong = position < outliers;
    Trained book = strong ? outlier.orElseThrow() : main;
    int length = book.length();
    int column = strong ? position : position - outliers;
    float[] rest = new float[length];
    float[] sum = new float[length];
    for (int from = 0; from < height; from += length) {
      int held = Math.min(length, height - from);
      Arrays.fill(sum, 0);
      for (int k = 0; k < length; k++) {
        float scale = k < held ? scales[firstRow + from + k] : 0;
        rest[k] = scale == 0 ? 0 : targets[from + k] / scale;
      }
      int index = column * Codebooks.vectors(rows, length) + (firstRow + from) / length;
      book.assign(index, rest, sum);
      if (!strong && residual.isPresent()) {
        residual.get().assign(index, rest, sum);
      }
      for (int k = 0; k < held; k++) {
        values[from + k] = scales[firstRow + from + k] * sum[k];
      }
    }
  }

  Codebooks form() {
    BitSet marked = new BitSet();
    for (int position = 0; position < outliers; position++) {
      marked.set(order[position]);
    }
    int[] usual = places(outliers, order.length);
    int perColumn = Codebooks.vectors(rows, main.length());
    return new Codebooks(
        rows,
        order.length,
        scales,
        training.type(),
        marked,
        main.book(usual, perColumn),
        residual.map(book -> book.book(usual, perColumn)),
        outlier.map(
            book -> book.book(places(0, outliers), Codebooks.vectors(rows, book.length()))));
  }

  /** Of the columns at positions {@code from .. to - 1}, by column: the place among these. */
  private int[] places(int from, int to) {
    return IntStream.range(from, to)
        .boxed()
        .sorted((a, b) -> Integer.compare(order[a], order[b]))
        .mapToInt(position -> position - from)
        .toArray();
  }
}
