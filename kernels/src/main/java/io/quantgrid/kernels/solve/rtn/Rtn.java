package io.quantgrid.kernels.solve.rtn;

import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.scheme.Clipping;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.tensor.Engine;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Round to nearest: no calibration, one pass.
 *
 * @param clipping which range scales cover, e.g. that of least squared error; empty: as the scheme
 *     says
 */
public record Rtn(Optional<Clipping> clipping) implements Solver {
  /** As the scheme says. */
  public static Rtn defaults() {
    return new Rtn(Optional.empty());
  }

  @Override
  public Solution solve(LinearLayer layer, Engine engine) {
    layer.requireFiniteWeights();
    return new Solution(
        new Plain(
            RoundToNearest.quantize(
                layer.weights(),
                layer.rows(),
                layer.columns(),
                clipped(layer.scheme()),
                layer.arithmetic(),
                layer.tensorScale(layer.weights()))),
        new TreeMap<>());
  }

  private Scheme clipped(Scheme scheme) {
    return new Scheme(
        scheme.element(),
        scheme.granularity(),
        scheme.symmetry(),
        scheme.rule(),
        scheme.scaleType(),
        clipping.orElse(scheme.clipping()),
        scheme.timing());
  }
}
