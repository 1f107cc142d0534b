package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.SelectiveStateSpace;
import io.quantgrid.kernels.scan.AfterToken;
import io.quantgrid.kernels.scan.Order;
import io.quantgrid.kernels.scan.Scanned;
import io.quantgrid.kernels.scan.SelectiveScan;
import io.quantgrid.kernels.scan.Softplus;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;

/**
 * Mamba in the engine's memory: products in the engine, the scan in float32 in Java, as the
 * reference's kernels have it, whatever the model computes in.
 */
record SelectiveMixer(
    Engine engine,
    SelectiveStateSpace described,
    Linear in,
    LoadedConvolution convolution,
    Linear parameters,
    Linear steps,
    SelectiveScan scan,
    Linear out,
    AfterToken after)
    implements BranchModule {

  static SelectiveMixer load(SelectiveStateSpace described, Loader loader) {
    int inner = described.inner();
    int state = described.state();
    return new SelectiveMixer(
        loader.engine(),
        described,
        loader.linear(described.in()),
        LoadedConvolution.load(described.convolution(), loader),
        loader.linear(described.parameters()),
        loader.linear(described.steps()),
        new SelectiveScan(
            inner,
            state,
            decays(loader.values(described.decay(), inner, state)),
            loader.values(described.direct(), inner)),
        loader.linear(described.out()),
        StateRounding.of(loader.engine(), loader.kv()));
  }

  @Override
  public Tensor apply(Tensor x, Pass pass, int layer) {
    try (Scope scope = engine.scope()) {
      int inner = described.inner();
      Tensor projected = in.apply(x); // [rows, tokens, what is convolved | gate]
      Tensor u = convolution.apply(projected, 0, pass, layer);
      Tensor said = parameters.apply(u); // [rows, tokens, narrow steps | B | C]
      Tensor delta = steps.apply(engine.contiguous(engine.narrow(said, 2, 0, described.rank())));
      RowScans rows =
          new RowScans(
              engine,
              TextOrders.of(pass.batch()),
              pass.cache().map(cache -> cache.states(layer).states()),
              scan.zeros());
      Tensor mixed =
          rows.run(
              x.dtype(),
              inner,
              (row, order, before) -> scan(row, order, before, u, delta, said),
              (row, y) -> RowScans.gated(engine, y, projected, row, inner));
      return scope.keep(out.apply(mixed));
    }
  }

  private Scanned scan(int row, Order order, float[] before, Tensor u, Tensor delta, Tensor said) {
    int state = described.state();
    float[] dt = RowScans.values(engine, delta, row, 0, described.inner());
    Softplus.apply(dt);
    return scan.run(
        order,
        RowScans.values(engine, u, row, 0, described.inner()),
        dt,
        RowScans.values(engine, said, row, described.rank(), state),
        RowScans.values(engine, said, row, (long) described.rank() + state, state),
        before,
        after);
  }

  /** A, of the logarithms of what is stored. */
  static float[] decays(float[] logarithms) {
    float[] out = new float[logarithms.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) -Math.exp(logarithms[i]);
    }
    return out;
  }
}
