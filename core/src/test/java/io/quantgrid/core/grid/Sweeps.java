package io.quantgrid.core.grid;

import io.quantgrid.core.cost.Kernels;
import io.quantgrid.core.quantize.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** Sweeps and plans for tests. */
final class Sweeps {
  static final EngineInfo ENGINE = new EngineInfo("torch", "2.10", "cpu avx512");

  static final Kernels NO_KERNELS = (weights, activations, compute) -> false;

  /** A method that does not exist yet, but calibrates. */
  static final Recipe GPTQ = new Recipe(List.of(new Recipe.Step("gptq", new TreeMap<>())));

  private Sweeps() {}

  static Sweep of(String yaml, String... overrides) {
    try {
      return new SweepReader(List.of("torch", "nd4j"))
          .read(yaml, "sweep.yaml", Path.of("."), List.of(overrides));
    } catch (SweepException e) {
      throw new AssertionError(e);
    }
  }

  static Plan plan(String yaml, String... overrides) {
    return plan(of(yaml, overrides), new FixedCatalog());
  }

  static Plan plan(Sweep sweep, Catalog catalog) {
    try {
      return Planner.plan(sweep, catalog, ENGINE, NO_KERNELS);
    } catch (SweepException e) {
      throw new AssertionError(e);
    }
  }

  static Sweep methods(Sweep s, List<Recipe> methods) {
    return new Sweep(
        s.file(),
        s.name(),
        s.output(),
        s.engine(),
        s.dtype(),
        s.compute(),
        s.models(),
        s.formats(),
        methods,
        s.tasks(),
        s.exclusions(),
        s.samples(),
        s.batch(),
        s.threads(),
        s.topK(),
        s.embeddings(),
        s.calibrations(),
        s.memoryLimit(),
        s.programs(),
        s.text());
  }
}
