package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.LatentAttention;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Latent attention in the engine's memory. Keys and values are made for each head and kept so: they
 * go through the KV scheme as those of other attention do.
 *
 * @param queryNorm,queryUp from narrow queries to queries
 */
record MultiHeadLatent(
    Engine engine,
    LatentAttention attention,
    Linear down,
    Optional<LoadedNorm> queryNorm,
    Optional<Linear> queryUp,
    LoadedNorm kvNorm,
    Linear kvUp,
    Linear out,
    Scores scores,
    Optional<KvScheme> kv)
    implements BranchModule {

  static MultiHeadLatent load(LatentAttention attention, Loader loader) {
    Linear down = loader.linear(attention.down());
    return new MultiHeadLatent(
        loader.engine(),
        attention,
        down,
        attention.queryUp().map(query -> loader.norm(query.norm())),
        attention.queryUp().map(query -> loader.linear(query.up())),
        loader.norm(attention.kvNorm()),
        loader.linear(attention.kvUp()),
        loader.linear(attention.out()),
        Scores.of(attention, Optional.empty()),
        loader.kv());
  }

  @Override
  public Tensor apply(Tensor x, Pass pass, int layer) {
    try (Scope scope = engine.scope()) {
      Tensor all = down.apply(x);
      int narrow = attention.queryWidth();
      int latent = attention.kvNorm().width();
      int turned = attention.rotary().width();
      int plain = attention.plain();
      int value = attention.valueWidth();
      Tensor queries = byHead(queries(engine.narrow(all, 2, 0, narrow)), attention.keyWidth());
      Tensor vector = engine.contiguous(engine.narrow(all, 2, narrow, latent));
      Tensor keysAndValues = byHead(kvUp.apply(kvNorm.apply(vector)), plain + value);
      Rotation rotation = pass.rotation(attention.rotary());
      Tensor shared =
          rotation.apply(byHead(engine.narrow(all, 2, narrow + (long) latent, turned), turned));
      Tensor everywhere =
          engine.expand(shared, x.size(0), attention.heads(), x.size(1), turned); // one, for all
      Tensor q =
          engine.cat(
              3,
              List.of(
                  engine.narrow(queries, 3, 0, plain),
                  rotation.apply(engine.narrow(queries, 3, plain, turned))));
      Tensor k = engine.cat(3, List.of(engine.narrow(keysAndValues, 3, 0, plain), everywhere));
      Tensor v = engine.narrow(keysAndValues, 3, plain, value);
      Tensor mixed = pass.attend(layer, q, throughScheme(k), throughScheme(v), scores);
      long width = (long) attention.heads() * value;
      Tensor joined = engine.reshape(engine.transpose(mixed, 1, 2), x.size(0), x.size(1), width);
      return scope.keep(out.apply(joined));
    }
  }

  private Tensor queries(Tensor first) {
    if (queryUp.isEmpty()) {
      return first;
    }
    return queryUp.get().apply(queryNorm.orElseThrow().apply(engine.contiguous(first)));
  }

  /** {@code [rows, tokens, heads * width]} to {@code [rows, heads, tokens, width]}. */
  private Tensor byHead(Tensor x, int width) {
    long heads = x.size(2) / width;
    return engine.transpose(engine.reshape(x, x.size(0), x.size(1), heads, width), 1, 2);
  }

  private Tensor throughScheme(Tensor entries) {
    return kv.isPresent() && kv.get() instanceof KvScheme.Immediate immediate
        ? engine.roundTrip(entries, immediate.scheme())
        : entries; // what depends on who looks is the pass's business
  }
}
