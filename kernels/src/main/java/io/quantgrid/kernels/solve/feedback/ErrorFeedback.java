package io.quantgrid.kernels.solve.feedback;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;

/**
 * The loop over columns, in blocks: what earlier blocks add to a block's targets is one product of
 * matrices by the engine, the rest is done here for a run of rows at a time, whose numbers stay in
 * the processor's cache.
 *
 * <pre>
 *   targets of block b   W_b + (E_0 .. E_b-1) L[.., b] / diag L        E = W - Q, [n, rows]
 * </pre>
 */
public final class ErrorFeedback {
  /** GPTQ's. */
  public static final int USUAL_BLOCK = 128;

  private ErrorFeedback() {}

  /**
   * Rounds all columns.
   *
   * @param weights row-major {@code [rows, columns]}; columns that are dead count as zero
   * @param block columns between products; made a multiple of the span
   */
  @SuppressWarnings("try") // scopes are there to be closed
  public static void run(
      float[] weights,
      int rows,
      DampedFactor factor,
      int block,
      ColumnRounding rounding,
      Engine engine) {
    int n = factor.order().length;
    int span = Math.max(1, rounding.span());
    int width = Math.max(1, Math.min(n, Math.max(span, block / span * span)));
    try (Scope scope = engine.scope()) {
      Tensor errors = engine.zeros(io.quantgrid.kernels.tensor.DType.FLOAT32, n, rows);
      for (int first = 0; first < n; first += width) {
        int count = Math.min(width, n - first);
        int start = n - first - count; // in reverse order
        try (Scope step = engine.scope()) {
          Tensor panel = engine.narrow(factor.lower(), 1, start, count); // [n, count]
          float[] diagonal = engine.toFloats(engine.narrow(panel, 0, start, count));
          float[] before = new float[count * rows];
          if (first > 0) {
            Tensor later = engine.narrow(panel, 0, start + count, first);
            Tensor known = engine.narrow(errors, 0, start + count, first);
            before = engine.toFloats(engine.matmul(engine.transpose(later, 0, 1), known));
          }
          BlockOfColumns columns =
              new BlockOfColumns(weights, rows, factor, first, count, diagonal, before, rounding);
          float[] made = columns.round();
          engine.copyInto(engine.narrow(errors, 0, start, count), engine.floats(made, count, rows));
        }
      }
    }
  }
}
