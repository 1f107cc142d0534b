package io.quantgrid.core.quantize;

import io.quantgrid.kernels.solve.Compensation;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.tensor.Engine;
import java.util.ArrayList;
import java.util.List;

/** The solver of a recipe with the compensations after it. */
final class RecipeSolver implements Solver {
  private final Recipe recipe;
  private final Solver solver;
  private final List<Compensation> compensations = new ArrayList<>();

  RecipeSolver(Recipe recipe) {
    this.recipe = recipe;
    Recipe.Step step = recipe.solver();
    if (!(step.type().maker() instanceof StepType.Solves solves)) {
      throw new IllegalArgumentException(step.name() + " is no solver");
    }
    this.solver = solves.make().apply(step.arguments());
    for (Recipe.Step other : recipe.steps()) {
      if (other.type().maker() instanceof StepType.Compensates compensates) {
        compensations.add(compensates.make().apply(other.arguments()));
      }
    }
  }

  /** Whether all it does is to round to nearest as the scheme says. */
  boolean onlyRounds() {
    return recipe.solver().name().equals("rtn")
        && compensations.isEmpty()
        && recipe.solver().arguments().text("clipping").equals("scheme");
  }

  @Override
  public Solution solve(LinearLayer layer, Engine engine) {
    Solution found = solver.solve(layer, engine);
    for (Compensation compensation : compensations) {
      found = compensation.compensate(layer, found, engine);
    }
    return found;
  }
}
