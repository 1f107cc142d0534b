package io.quantgrid.core.model.architecture;

import java.util.Optional;

/**
 * Tokens to the residual stream: rows of the table, times {@code scale}, through the projection,
 * plus positions, through the norm.
 *
 * @param table name of {@code [vocabulary, width]}
 * @param width of the table's rows; the hidden width where there is no projection
 * @param scale rounded to the type of the activations before it is used
 */
public record Embedding(
    String table,
    int width,
    double scale,
    Optional<Positions> positions,
    Optional<Norm> norm,
    Optional<Projection> projection) {

  /**
   * Learnt positions (arXiv 1810.04805).
   *
   * @param table name of {@code [rows, hidden]}
   * @param offset row of position 0
   */
  public record Positions(String table, int rows, int offset) {}

  /** A table whose rows are the stream. */
  public static Embedding plain(String table, int hidden) {
    return new Embedding(table, hidden, 1, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same with its rows multiplied. */
  public Embedding times(double factor) {
    return new Embedding(table, width, factor, positions, norm, projection);
  }

  /** The same with learnt positions. */
  public Embedding with(Positions learnt) {
    return new Embedding(table, width, scale, Optional.of(learnt), norm, projection);
  }
}
