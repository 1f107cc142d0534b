package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.HeadStateSpace;
import io.quantgrid.core.model.architecture.HeadStateSpace.Steps;
import io.quantgrid.kernels.scan.AfterToken;
import io.quantgrid.kernels.scan.HeadScan;
import io.quantgrid.kernels.scan.Order;
import io.quantgrid.kernels.scan.Scanned;
import io.quantgrid.kernels.scan.Softplus;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;

/**
 * Mamba-2 in the engine's memory: products in the engine, the scan in Java; from the convolution to
 * the last product in float32, whatever the model computes in.
 *
 * @param stepBias {@code [heads]}
 * @param norm weight, float32 {@code [inner]}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HeadMixer(
    Engine engine,
    HeadStateSpace described,
    Linear in,
    LoadedConvolution convolution,
    float[] stepBias,
    HeadScan scan,
    Tensor norm,
    Linear out,
    AfterToken after)
    implements BranchModule {

  static HeadMixer load(HeadStateSpace described, Loader loader) {
    int heads = described.heads();
    HeadScan.Shape shape = new HeadScan.Shape(heads, described.headDim(), 1, described.state());
    return new HeadMixer(
        loader.engine(),
        described,
        loader.linear(described.in()),
        LoadedConvolution.load(described.convolution(), loader),
        loader.values(described.steps().bias(), heads),
        new HeadScan(
            shape,
            SelectiveMixer.decays(loader.values(described.decay(), heads)),
            loader.values(described.direct(), heads)),
        loader.inFloat32(described.norm().weight(), described.inner()),
        loader.linear(described.out()),
        StateRounding.of(loader.engine(), loader.kv()));
  }

  @Override
  public Tensor apply(Tensor x, Pass pass, int layer) {
    try (Scope scope = engine.scope()) {
      Tensor projected = in.apply(x); // [rows, tokens, gate | x, B, C | steps]
      Tensor mixed = convolution.apply(projected, described.inner(), pass, layer);
      RowScans rows =
          new RowScans(
              engine,
              TextOrders.of(pass.batch()),
              pass.cache().map(cache -> cache.states(layer).states()),
              scan.zeros());
      Tensor normed =
          rows.run(
              x.dtype(),
              described.inner(),
              (row, order, before) -> scan(row, order, before, mixed, projected),
              (row, y) -> normed(y, projected, row));
      return scope.keep(out.apply(normed));
    }
  }

  private Scanned scan(int row, Order order, float[] before, Tensor mixed, Tensor projected) {
    int inner = described.inner();
    int state = described.state();
    return scan.run(
        order,
        RowScans.values(engine, mixed, row, 0, inner),
        steps(projected, row),
        RowScans.values(engine, mixed, row, inner, state),
        RowScans.values(engine, mixed, row, (long) inner + state, state),
        before,
        after);
  }

  private float[] steps(Tensor projected, int row) {
    int heads = described.heads();
    float[] dt = RowScans.values(engine, projected, row, projected.size(2) - heads, heads);
    for (int i = 0; i < dt.length; i++) {
      dt[i] += stepBias[i % heads];
    }
    Softplus.apply(dt);
    Steps limits = described.steps();
    for (int i = 0; i < dt.length; i++) {
      dt[i] = (float) Math.min(Math.max(dt[i], limits.least()), limits.most());
    }
    return dt;
  }

  private Tensor normed(Tensor y, Tensor projected, int row) {
    Tensor gated = RowScans.gated(engine, y, projected, row, 0);
    return engine.rmsNorm(gated, norm, described.norm().eps());
  }
}
