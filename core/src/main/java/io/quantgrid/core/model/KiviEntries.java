package io.quantgrid.core.model;

import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;

/** Keys and values token by token, all heads of a token side by side. */
final class KiviEntries {
  private KiviEntries() {}

  /** {@code [rows, kvHeads, n, dim]} to {@code [rows, n, kvHeads * dim]}. */
  static Tensor byToken(Engine engine, Tensor entries) {
    return engine.reshape(
        engine.transpose(entries, 1, 2),
        entries.size(0),
        entries.size(2),
        entries.size(1) * entries.size(3));
  }

  /** {@code [n, kvHeads * dim]} of consecutive tokens, whole groups of them, to the same shape. */
  static Tensor quantizedKeys(Engine engine, Tensor keys, Kivi scheme) {
    try (Scope scope = engine.scope()) {
      long tokens = keys.size(0);
      long channels = keys.size(1);
      int group = scheme.group();
      Tensor groups = engine.reshape(keys, tokens / group, group, channels);
      Tensor byChannel = engine.contiguous(engine.transpose(groups, 1, 2)); // a row: one group
      Tensor quantized = engine.roundTrip(byChannel, scheme.keyRows());
      return scope.keep(engine.reshape(engine.transpose(quantized, 1, 2), tokens, channels));
    }
  }
}
