package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.tensor.Engine;

/** Adds to what a solver found: less error for more bits. */
public interface Compensation {
  /** The weight with what makes up for its error; notes are those of both. */
  Solution compensate(LinearLayer layer, Solution found, Engine engine);

  /** The solver with this after it. */
  default Solver after(Solver solver) {
    return (layer, engine) -> compensate(layer, solver.solve(layer, engine), engine);
  }
}
