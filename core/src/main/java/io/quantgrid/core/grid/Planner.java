package io.quantgrid.core.grid;

import io.quantgrid.core.cost.Forecast;
import io.quantgrid.core.cost.Kernels;
import io.quantgrid.core.cost.Residence;
import io.quantgrid.core.cost.TaskShape;
import io.quantgrid.core.cost.WorkEstimate;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.grid.Grid.Point;
import io.quantgrid.core.grid.Pairs.Pair;
import io.quantgrid.core.quantize.Recipe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes plans. The grid is models times (the baseline and every pair of format and method) times
 * tasks; what looks at inputs of layers, times calibrations too. Formats with equal canonical
 * texts, models, tasks and calibrations with equal contents merge under the first name; a format
 * without weights runs once, with method {@code none}; pairs that make no sense are dropped. The
 * baseline runs whether named or not; it is left out only where an exclusion that names neither
 * format nor method leaves out a whole (model, task).
 */
public final class Planner {
  private final Sweep sweep;
  private final Ids ids;
  private final Kernels kernels;
  private final Residences residences;
  private final Map<String, TaskShape> shapes = new HashMap<>();

  private Planner(Sweep sweep, Ids ids, Kernels kernels) {
    this.kernels = kernels;
    this.sweep = sweep;
    this.ids = ids;
    this.residences = new Residences(sweep);
  }

  /**
   * @param kernels of that engine: what estimates and forecasts go by, not ids
   * @throws SweepException with all problems: models and tasks that cannot be had, methods or
   *     formats that fit no other, exclusions that match nothing or leave nothing
   */
  public static Plan plan(Sweep sweep, Catalog catalog, EngineInfo engine, Kernels kernels)
      throws SweepException {
    Problems problems = new Problems();
    Grid grid = Grid.of(Draft.of(sweep), catalog, problems);
    problems.throwIfAny();
    Plan plan = new Planner(sweep, new Ids(sweep, engine), kernels).plan(grid, engine);
    Place limit = new Place(sweep.file(), 0, "").key("memory").key("limit");
    for (Variant variant : plan.variants()) {
      if (variant.residence().way() == Residence.Way.NONE) {
        problems.add(
            limit,
            Residence.text(sweep.memoryLimit().orElse(0)),
            "at least %s for %s of %s"
                .formatted(
                    Residence.text(variant.residence().runBytes()),
                    variant.format().name(),
                    variant.model().name()));
      }
    }
    problems.throwIfAny();
    return plan;
  }

  private Plan plan(Grid grid, EngineInfo engine) {
    Map<String, Variant> variants = new LinkedHashMap<>();
    for (Point point : grid.points()) {
      residences.add(point.model(), shape(point.task().task()));
    }
    List<Cell> cells = new ArrayList<>();
    for (Point point : grid.points()) {
      Variant variant = variant(point.model(), point.pair());
      variants.putIfAbsent(variant.id(), variant);
      cells.add(cell(point, variant));
    }
    return new Plan(
        sweep,
        engine,
        grid.models(),
        List.copyOf(variants.values()),
        cells,
        grid.groups(),
        grid.calibrations().all(),
        grid.merged(),
        grid.dropped(),
        grid.remarks());
  }

  private Variant variant(ResolvedModel model, Pair pair) {
    Format format = pair.format();
    Recipe recipe = pair.recipe();
    Forecast forecast = Forecast.of(format, recipe, sweep.compute(), sweep.dtype(), kernels);
    return new Variant(
        ids.variant(model.hash(), pair),
        ids.weights(model.hash(), pair),
        model.ref(),
        model.hash(),
        format,
        recipe,
        pair.calibration(),
        forecast,
        residences.of(model, format, forecast.compute()));
  }

  private Cell cell(Point point, Variant variant) {
    Task task = point.task().task();
    ResolvedModel model = point.model();
    Variant baseline = variant(model, new Pair(Format.baseline(), Recipe.none()));
    TaskShape shape = shape(task);
    return new Cell(
        ids.cell(variant, task),
        ids.cell(baseline, task),
        variant,
        point.task().ref(),
        task.name(),
        task.digest(),
        task.kind(),
        task.type(),
        task.shots(),
        task.metrics(),
        Math.min(task.size(), sweep.samples().orElse(Integer.MAX_VALUE)),
        task.repeats(),
        WorkEstimate.unitSize(model.parameters(), shape),
        WorkEstimate.seconds(
                model.parameters(),
                shape,
                variant.format(),
                variant.forecast().compute(),
                sweep.dtype(),
                sweep.threads())
            + rereading(variant.residence(), shape),
        WorkEstimate.bytes(
            model.parameters(),
            shape,
            variant.format(),
            variant.forecast().compute(),
            sweep.dtype(),
            sweep.batch()));
  }

  private TaskShape shape(Task task) {
    return shapes.computeIfAbsent(task.name(), name -> TaskShape.of(task));
  }

  private double rereading(Residence residence, TaskShape shape) {
    return residence.way() == Residence.Way.RESIDENT
        ? 0
        : WorkEstimate.rereading(residence.wholeBytes(), shape, sweep.batch());
  }
}
