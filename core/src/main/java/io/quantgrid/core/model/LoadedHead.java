package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Head;
import io.quantgrid.core.model.architecture.Head.Tying;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/** The last norm and the head, in the engine's memory. */
record LoadedHead(
    Engine engine, Head head, Optional<LoadedNorm> norm, Optional<Linear> out, Linear matrix) {

  /**
   * @param table the embedding's, of a head that is tied to it
   */
  static LoadedHead load(ModelConfig config, Loader loader, Tensor table) {
    Head head = config.architecture().head();
    boolean own = head.tying() == Tying.OWN && loader.has(head.projection().output().weight());
    return new LoadedHead(
        loader.engine(),
        head,
        config.architecture().norm().map(loader::norm),
        head.projectOut().map(loader::plain),
        own ? loader.plain(head.projection()) : loader.tied(table, head.projection()));
  }

  /** What the matrix reads, of {@code x [..., hidden]}. */
  Tensor finish(Tensor x) {
    try (Scope scope = engine.scope()) {
      Tensor normed = norm.isPresent() ? norm.get().apply(x) : x;
      Tensor finished = out.isPresent() ? out.get().apply(normed) : normed;
      return finished == x ? x : scope.keep(finished);
    }
  }

  /** Logits in float32, {@code [n, vocabulary]}, of what {@link #finish} gives. */
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
