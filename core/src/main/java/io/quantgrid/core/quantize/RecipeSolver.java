package io.quantgrid.core.quantize;

import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.tensor.Engine;

/** The solver of a recipe with the compensations after it. */
final class RecipeSolver implements Solver {
  private final Recipe recipe;
  private final Solver solver;
  private final boolean alone;

  RecipeSolver(Recipe recipe) {
    this.recipe = recipe;
    Recipe.Step step = recipe.solver();
    if (!(step.type().maker() instanceof StepType.Solves solves)) {
      throw new IllegalArgumentException(step.name() + " is no solver");
    }
    Solver made = solves.make().apply(step.arguments());
    boolean none = true;
    for (Recipe.Step other : recipe.steps()) {
      if (other.type().maker() instanceof StepType.Compensates compensates) {
        made = compensates.make().apply(other.arguments()).after(made);
        none = false;
      }
    }
    this.solver = made;
    this.alone = none;
  }

  /** Whether all it does is to round to nearest as the scheme says. */
  boolean onlyRounds() {
    return recipe.solver().name().equals("rtn")
        && alone
        && recipe.solver().arguments().text("clipping").equals("scheme");
  }

  @Override
  public Solution solve(LinearLayer layer, Engine engine) {
    return solver.solve(layer, engine);
  }
}
