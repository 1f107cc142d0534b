package io.quantgrid.core.model;

import io.quantgrid.core.model.CausalModel.Reader;
import io.quantgrid.core.model.Parts.Stretch;
import io.quantgrid.core.model.Parts.Walk;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import java.util.List;
import java.util.Optional;

/** Takes many batches through a decoder, all of them through one part before the next is loaded. */
@SuppressWarnings("try") // scopes free what is made while they are open
record PartwiseRun(ModelConfig config, Engine engine, Parts parts, Passes passes) {
  /**
   * @param prefix what all texts go on from
   * @param states of the batches, between parts
   */
  void run(
      List<TokenBatch> batches, Optional<DecoderCache> prefix, HiddenStates states, Reader reader) {
    try (Walk walk = parts.walk(Stretch.ALL)) {
      Embedder embedder = walk.embedder();
      for (int i = 0; i < batches.size(); i++) {
        try (Scope scope = engine.scope()) {
          TokenBatch batch = batches.get(i);
          long[] positions = Passes.positions(batch, shared(prefix, batch));
          states.write(engine, i, embedder.apply(passes.ids(batch), positions));
        }
      }
      for (int index = 0; index < config.layers(); index++) {
        DecoderLayer layer = walk.layer(index);
        for (int i = 0; i < batches.size(); i++) {
          try (Scope scope = engine.scope()) {
            TokenBatch batch = batches.get(i);
            Pass pass = passes.of(batch, shared(prefix, batch));
            states.write(engine, i, layer.apply(states.read(engine, i), pass, index));
          }
        }
      }
      LoadedHead head = walk.head();
      for (int i = 0; i < batches.size(); i++) {
        try (Scope scope = engine.scope()) {
          reader.read(i, parts.norm().apply(states.read(engine, i)), head::logits);
        }
      }
    }
  }

  private static Optional<DecoderCache> shared(Optional<DecoderCache> prefix, TokenBatch batch) {
    return prefix.map(cache -> cache.sharedBy(batch.rows()));
  }
}
