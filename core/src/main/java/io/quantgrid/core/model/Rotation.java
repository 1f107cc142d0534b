package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Position.Pairs;
import io.quantgrid.core.model.architecture.Position.Rotary;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.List;

/**
 * The rotary embedding of a batch's positions.
 *
 * @param cos,sin {@code [rows or 1, 1, tokens, width]}, both halves of the width alike
 */
record Rotation(Engine engine, Rotary rotary, Tensor cos, Tensor sin) {
  /** Turns the first dimensions of {@code x [rows, heads, tokens, dim]}. */
  Tensor apply(Tensor x) {
    int width = rotary.width();
    long dim = x.size(3);
    if (width == dim) {
      return turn(x);
    }
    try (Scope scope = engine.scope()) {
      Tensor turned = turn(engine.narrow(x, 3, 0, width));
      Tensor rest = engine.narrow(x, 3, width, dim - width);
      return scope.keep(engine.cat(3, List.of(turned, rest)));
    }
  }

  private Tensor turn(Tensor x) {
    if (rotary.pairs() == Pairs.HALVES) {
      return engine.rotary(x, cos, sin);
    }
    try (Scope scope = engine.scope()) {
      Tensor turned = engine.rotary(regrouped(x, rotary.width() / 2, 2), cos, sin);
      return scope.keep(regrouped(turned, 2, rotary.width() / 2));
    }
  }

  /** The last dimension as a table of that shape, read by columns. */
  private Tensor regrouped(Tensor x, int rows, int columns) {
    Tensor table = engine.reshape(x, x.size(0), x.size(1), x.size(2), rows, columns);
    return engine.reshape(
        engine.transpose(table, 3, 4), x.size(0), x.size(1), x.size(2), (long) rows * columns);
  }
}
