package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;

/** Root mean square norm over the last dimension (arXiv 1910.07467). */
record RmsNorm(Engine engine, Tensor weight, double eps) {
  Tensor apply(Tensor x) {
    return engine.rmsNorm(x, weight, eps);
  }
}
