package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Head;
import io.quantgrid.core.model.architecture.Head.Tying;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.function.Supplier;

/** What gives logits, in the engine's memory. */
record LoadedHead(Engine engine, Head head, Linear matrix) {
  /**
   * @param table the embedding's, asked for by a head that is tied to it
   */
  static LoadedHead load(ModelConfig config, Loader loader, Supplier<Tensor> table) {
    Head head = config.architecture().head();
    boolean own = head.tying() == Tying.OWN && loader.has(head.projection().output().weight());
    return new LoadedHead(
        loader.engine(),
        head,
        own ? loader.plain(head.projection()) : loader.tied(table.get(), head.projection()));
  }

  /** Logits in float32, {@code [n, vocabulary]}, of what {@link LastNorm} gives. */
  Tensor logits(Tensor hidden) {
    try (Scope scope = engine.scope()) {
      Tensor logits = matrix.apply(hidden);
      if (logits.dtype() != DType.FLOAT32) {
        logits = engine.cast(logits, DType.FLOAT32);
      }
      if (head.scale() != 1) {
        logits = engine.mul(logits, head.scale());
      }
      if (head.softCap().isPresent()) {
        double cap = head.softCap().getAsDouble();
        logits = engine.mul(engine.tanh(engine.mul(logits, 1 / cap)), cap);
      }
      return scope.keep(logits);
    }
  }
}
