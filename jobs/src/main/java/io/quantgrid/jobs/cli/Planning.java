package io.quantgrid.jobs.cli;

import io.quantgrid.core.grid.Catalog;
import io.quantgrid.core.grid.EngineInfo;
import io.quantgrid.core.grid.Plan;
import io.quantgrid.core.grid.Planner;
import io.quantgrid.core.grid.Sweep;
import io.quantgrid.core.grid.SweepException;
import io.quantgrid.core.grid.SweepReader;
import io.quantgrid.jobs.sweep.CatalogSource;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.nio.file.Path;

/** From a sweep file to a plan. */
final class Planning {
  private Planning() {}

  /** Where the sweep's models, tasks and their data are found. */
  static CatalogSource source(SweepOptions options) {
    return Catalogs.source(SweepReader.data(Path.of(options.sweep), options.all()));
  }

  /**
   * @throws SweepException with all problems of the file, its models and its tasks
   */
  static Plan plan(SweepOptions options) throws SweepException {
    Catalog catalog = source(options).open();
    Sweep sweep =
        new SweepReader(Engines.names(), catalog).read(Path.of(options.sweep), options.all());
    Engine engine = Engines.named(sweep.engine());
    return Planner.plan(sweep, catalog, EngineInfo.of(engine), engine::hasLowBit);
  }
}
