package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.ShortConvolution;
import io.quantgrid.kernels.scan.CausalConvolution;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;

/** The convolution before a scan: summed in float32, then SiLU. */
record LoadedConvolution(Engine engine, int channels, CausalConvolution convolution) {
  static LoadedConvolution load(ShortConvolution described, Loader loader) {
    int channels = described.channels();
    int kernel = described.kernel();
    float[] bias =
        described
            .bias()
            .map(name -> loader.values(name, channels))
            .orElseGet(() -> new float[channels]);
    float[] weight = loader.values(described.weight(), channels, 1, kernel);
    return new LoadedConvolution(
        loader.engine(), channels, new CausalConvolution(channels, kernel, weight, bias));
  }

  /**
   * {@code [rows, tokens, channels]} of the same type, zeros where there is padding.
   *
   * @param x {@code [rows, tokens, ...]}, the channels from {@code first} on
   */
  Tensor apply(Tensor x, long first, Pass pass, int layer) {
    return new RowScans(
            engine,
            TextOrders.of(pass.batch()),
            pass.cache().map(cache -> cache.states(layer).inputs()),
            convolution.zeros())
        .run(
            x.dtype(),
            channels,
            (row, order, before) ->
                convolution.run(order, RowScans.values(engine, x, row, first, channels), before),
            (row, y) -> engine.silu(y));
  }
}
