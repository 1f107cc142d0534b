package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Position.Alibi;
import io.quantgrid.core.model.architecture.Position.Precision;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Attention whose scores are more than products: capped, biased by position, beside a sink. Scores
 * are float32; a bounded number of them is in memory at once.
 */
final class ScoredAttention {
  /** Most scores at once: 64 MiB. */
  private static final long MOST = 1L << 24;

  /** Larger than any score, small enough to be added to one. */
  private static final double UNSEEN = 1e30;

  private final Engine engine;

  ScoredAttention(Engine engine) {
    this.engine = engine;
  }

  /**
   * {@code q [rows, heads, n, dim]}, {@code k [rows, kvHeads, keys, dim]}, {@code v [rows, kvHeads,
   * keys, width]} to {@code [rows, heads, n, width]}.
   *
   * @param mask {@code [rows or 1, 1, n, keys]}, true where a query sees a key; empty where every
   *     query sees all
   * @param positions of the keys, float32 {@code [rows or 1, 1, 1, keys]}; only biases ask for them
   */
  Tensor apply(
      Tensor q,
      Tensor k,
      Tensor v,
      Optional<Tensor> mask,
      Optional<Tensor> positions,
      Scores scores) {
    long each = q.size(0) * q.size(1) * k.size(2);
    long queries = Math.max(1, Math.min(q.size(2), MOST / Math.max(1, each)));
    try (Scope scope = engine.scope()) {
      List<Tensor> parts = new ArrayList<>();
      for (long from = 0; from < q.size(2); from += queries) {
        long count = Math.min(queries, q.size(2) - from);
        parts.add(
            part(
                engine.narrow(q, 2, from, count),
                k,
                v,
                rows(mask, from, count),
                positions,
                scores));
      }
      return scope.keep(parts.size() == 1 ? parts.get(0) : engine.cat(2, parts));
    }
  }

  private Optional<Tensor> rows(Optional<Tensor> mask, long from, long count) {
    return mask.map(whole -> engine.narrow(whole, 2, from, count));
  }

  private Tensor part(
      Tensor q,
      Tensor k,
      Tensor v,
      Optional<Tensor> mask,
      Optional<Tensor> positions,
      Scores scores) {
    try (Scope scope = engine.scope()) {
      long rows = q.size(0);
      long heads = q.size(1);
      long count = q.size(2);
      long keys = k.size(2);
      Tensor products = matmul(q, engine.transpose(k, 2, 3)); // [rows, heads, n, keys]
      Tensor scaled = engine.mul(float32(products), scores.scale());
      if (scores.softCap().isPresent()) {
        double cap = scores.softCap().getAsDouble();
        scaled = engine.mul(engine.tanh(engine.mul(scaled, 1 / cap)), cap);
      }
      if (scores.alibi().isPresent()) {
        scaled = engine.add(scaled, biases(scores.alibi().get(), positions.orElseThrow()));
      }
      Tensor seen = mask.isPresent() ? engine.add(scaled, penalty(mask.get())) : scaled;
      Tensor weights;
      if (scores.sinks().isPresent()) {
        Tensor sink = engine.reshape(float32(scores.sinks().get()), 1, heads, 1, 1);
        Tensor column = engine.contiguous(engine.expand(sink, rows, heads, count, 1));
        Tensor all = engine.softmax(engine.cat(3, List.of(seen, column)));
        weights = engine.narrow(all, 3, 0, keys);
      } else {
        weights = engine.softmax(seen);
      }
      return scope.keep(matmul(engine.cast(weights, v.dtype()), v));
    }
  }

  /** Products per head; heads that share keys or values are rows of one product. */
  private Tensor matmul(Tensor a, Tensor b) {
    long shared = b.size(1);
    long group = a.size(1) / shared;
    if (group == 1) {
      return engine.matmul(a, b);
    }
    Tensor stacked = engine.reshape(a, a.size(0), shared, group * a.size(2), a.size(3));
    return engine.reshape(engine.matmul(stacked, b), a.size(0), a.size(1), a.size(2), b.size(3));
  }

  private Tensor biases(Alibi alibi, Tensor positions) {
    float[] slopes = new float[alibi.slopes().size()];
    for (int head = 0; head < slopes.length; head++) {
      slopes[head] = alibi.slopes().get(head).floatValue();
    }
    Tensor exact = engine.floats(slopes, 1, slopes.length, 1, 1);
    Tensor biases =
        alibi.precision() == Precision.FLOAT32
            ? engine.mul(exact, positions)
            : rounded(engine.mul(rounded(exact), rounded(positions)));
    return alibi.factor() == 1 ? biases : engine.mul(biases, alibi.factor());
  }

  private Tensor rounded(Tensor x) {
    return engine.cast(engine.cast(x, DType.BFLOAT16), DType.FLOAT32);
  }

  /** 0 where a query sees a key; what makes an exponential 0 where it does not. */
  private Tensor penalty(Tensor mask) {
    Tensor one = engine.floats(new float[] {1}, 1);
    return engine.mul(engine.sub(engine.cast(mask, DType.FLOAT32), one), UNSEEN);
  }

  private Tensor float32(Tensor x) {
    return x.dtype() == DType.FLOAT32 ? x : engine.cast(x, DType.FLOAT32);
  }
}
