package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Experts;
import io.quantgrid.core.model.architecture.GatedFeedForward;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Experts in the engine's memory. Each computes the tokens that are sent to it, padding left out,
 * and their sum is float32, in the order of experts: what a token gets does not depend on others
 * but for the rounding of products of another shape.
 */
@SuppressWarnings("try") // scopes free what is made while they are open
record RoutedExperts(
    Engine engine,
    Experts described,
    Router router,
    List<Mlp> experts,
    Optional<Shared> shared,
    Optional<InputObserver> observer)
    implements BranchModule {

  /**
   * The part that sees all tokens.
   *
   * @param gate {@code [1, hidden]}
   */
  record Shared(Mlp mlp, Optional<Tensor> gate) {}

  static RoutedExperts load(Experts described, Loader loader) {
    int hidden = described.experts().get(0).gateUp().columns();
    return new RoutedExperts(
        loader.engine(),
        described,
        Router.load(described.router(), described.experts().size(), hidden, loader),
        described.experts().stream().map(mlp -> Mlp.load(mlp, loader)).toList(),
        described
            .shared()
            .map(
                found ->
                    new Shared(
                        Mlp.load(found.mlp(), loader),
                        found.gate().map(name -> loader.tensor(name, 1, hidden)))),
        loader.observer());
  }

  @Override
  public Tensor apply(Tensor x, Pass pass, int layer) {
    try (Scope scope = engine.scope()) {
      long tokens = x.size(0) * x.size(1);
      Tensor all = engine.reshape(x, tokens, x.size(2));
      long[] real = pass.batch().real();
      Tensor input = real.length == tokens ? all : rows(all, real);
      Tensor sum = engine.zeros(DType.FLOAT32, tokens, x.size(2));
      route(input, real, sum);
      Tensor out = engine.reshape(cast(sum, x.dtype()), x.shape());
      return scope.keep(shared.isPresent() ? engine.add(out, shared(x)) : out);
    }
  }

  private void route(Tensor input, long[] real, Tensor sum) {
    observer.ifPresent(seen -> seen.observe(List.of(described.router().weight()), input));
    boolean every = observer.filter(seen -> seen.experts() == ExpertTokens.ALL).isPresent();
    Router.Choice choice = router.choose(input);
    for (int expert = 0; expert < experts.size(); expert++) {
      Router.Share share = choice.of(expert);
      if ((share.tokens().length == 0 && !every) || !needed(described.experts().get(expert))) {
        continue;
      }
      try (Scope scope = engine.scope()) {
        boolean whole = share.tokens().length == real.length;
        Mlp mlp = experts.get(expert);
        Tensor own = every || whole ? mlp.apply(input) : mlp.apply(rows(input, share.tokens()));
        Tensor outputs = every && !whole ? rows(own, share.tokens()) : own;
        Tensor weights = engine.floats(share.weights(), share.weights().length, 1);
        long[] targets = Arrays.stream(share.tokens()).map(token -> real[(int) token]).toArray();
        engine.addInto(
            sum,
            engine.longs(targets, targets.length),
            engine.mul(cast(outputs, DType.FLOAT32), weights));
      }
    }
  }

  private boolean needed(GatedFeedForward expert) {
    return observer
        .map(seen -> seen.needs(expert.gateUp().weights(), expert.down().weights()))
        .orElse(true);
  }

  private Tensor shared(Tensor x) {
    Tensor out = shared.orElseThrow().mlp().apply(x);
    return shared
        .get()
        .gate()
        .map(gate -> engine.mul(out, engine.sigmoid(engine.linear(x, gate))))
        .orElse(out);
  }

  private Tensor rows(Tensor x, long[] numbers) {
    return engine.indexSelect(x, 0, engine.longs(numbers, numbers.length));
  }

  private Tensor cast(Tensor x, DType dtype) {
    return x.dtype() == dtype ? x : engine.cast(x, dtype);
  }
}
