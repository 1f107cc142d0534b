package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Position.Rotary;
import io.quantgrid.core.model.architecture.SelfAttention;
import io.quantgrid.core.model.architecture.SelfAttention.Order;
import io.quantgrid.core.model.architecture.SelfAttention.Span;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Optional;

/**
 * Self-attention in the engine's memory. Queries, keys and values come from one product; keys after
 * norm and rotation, and values, go through the KV scheme before anything attends to them, so that
 * prompt and generated tokens see the same, or become what each query is to see of them.
 */
record Attention(
    Engine engine,
    SelfAttention attention,
    Linear qkv,
    Linear out,
    Optional<HeadNorm> queryNorm,
    Optional<HeadNorm> keyNorm,
    Scores scores,
    Optional<KvScheme> kv)
    implements BranchModule {

  /**
   * A norm of queries or keys.
   *
   * @param own weights of each head, {@code [heads, 1, headDim]}; the norm's are 1 then
   */
  record HeadNorm(LoadedNorm norm, Span span, Optional<Tensor> own) {}

  /** {@code [rows, heads, tokens, headDim]} each. */
  private record Entries(Tensor q, Tensor k, Tensor v) {}

  @Override
  public Tensor apply(Tensor x, Pass pass, int layer) {
    try (Scope scope = engine.scope()) {
      Tensor projected = qkv.apply(x);
      Entries entries =
          attention.order() == Order.GROUPED
              ? grouped(projected, pass)
              : concatenated(projected, pass);
      Tensor k = throughScheme(entries.k());
      Tensor v = throughScheme(entries.v());
      Tensor mixed = pass.attend(layer, entries.q(), k, v, scores);
      long width = (long) attention.heads() * attention.headDim();
      Tensor byToken = x.size(1) == 1 ? mixed : engine.transpose(mixed, 1, 2);
      return scope.keep(out.apply(engine.reshape(byToken, x.size(0), x.size(1), width)));
    }
  }

  private Entries concatenated(Tensor projected, Pass pass) {
    int heads = attention.heads();
    int kvHeads = attention.kvHeads();
    if (queryNorm.isEmpty() && keyNorm.isEmpty()) {
      Tensor all = byHead(projected, heads + 2 * kvHeads);
      Tensor turned = turned(engine.narrow(all, 1, 0, heads + kvHeads), pass);
      return new Entries(
          engine.narrow(turned, 1, 0, heads),
          engine.narrow(turned, 1, heads, kvHeads),
          engine.narrow(all, 1, heads + kvHeads, kvHeads));
    }
    long q = (long) heads * attention.headDim();
    long kv = (long) kvHeads * attention.headDim();
    return new Entries(
        turned(normed(engine.narrow(projected, 2, 0, q), heads, queryNorm), pass),
        turned(normed(engine.narrow(projected, 2, q, kv), kvHeads, keyNorm), pass),
        byHead(engine.narrow(projected, 2, q + kv, kv), kvHeads));
  }

  private Entries grouped(Tensor projected, Pass pass) {
    int kvHeads = attention.kvHeads();
    int group = attention.heads() / kvHeads;
    int dim = attention.headDim();
    long rows = projected.size(0);
    long tokens = projected.size(1);
    Tensor groups = engine.reshape(projected, rows, tokens, kvHeads, group + 2L, dim);
    Tensor q = flat(engine.narrow(groups, 3, 0, group), attention.heads());
    Tensor k = flat(engine.narrow(groups, 3, group, 1), kvHeads);
    Tensor v = flat(engine.narrow(groups, 3, group + 1L, 1), kvHeads);
    return new Entries(
        turned(normed(q, attention.heads(), queryNorm), pass),
        turned(normed(k, kvHeads, keyNorm), pass),
        byHead(v, kvHeads));
  }

  private Tensor flat(Tensor groups, int heads) {
    return engine.reshape(
        groups, groups.size(0), groups.size(1), (long) heads * attention.headDim());
  }

  /** {@code [rows, tokens, heads * dim]} to {@code [rows, heads, tokens, dim]}. */
  private Tensor byHead(Tensor x, int heads) {
    long rows = x.size(0);
    long tokens = x.size(1);
    int dim = attention.headDim();
    return tokens == 1
        ? engine.reshape(x, rows, heads, tokens, dim)
        : engine.transpose(engine.reshape(x, rows, tokens, heads, dim), 1, 2);
  }

  private Tensor normed(Tensor x, int heads, Optional<HeadNorm> norm) {
    if (norm.isEmpty()) {
      return byHead(x, heads);
    }
    LoadedNorm found = norm.get().norm();
    if (norm.get().span() == Span.ALL) {
      return byHead(found.apply(engine.contiguous(x)), heads);
    }
    Tensor byHead = found.apply(engine.contiguous(byHead(x, heads)));
    return norm.get().own().isPresent() ? engine.mul(byHead, norm.get().own().get()) : byHead;
  }

  private Tensor turned(Tensor x, Pass pass) {
    return attention.position() instanceof Rotary rotary ? pass.rotation(rotary).apply(x) : x;
  }

  private Tensor throughScheme(Tensor entries) {
    return kv.isPresent() && kv.get() instanceof KvScheme.Immediate immediate
        ? engine.roundTrip(entries, immediate.scheme())
        : entries; // what depends on who looks is the pass's business
  }
}
