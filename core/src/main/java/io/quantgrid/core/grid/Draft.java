package io.quantgrid.core.grid;

import io.quantgrid.core.format.Format;
import io.quantgrid.core.quantize.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What spans the grid, each entry with its place: the parts of a sweep that could be read.
 *
 * @param programs whether tasks may run what a model wrote
 * @param broken keys some of whose entries could not be read
 */
record Draft(
    List<Placed<ModelRef>> models,
    List<Placed<Format>> formats,
    List<Placed<Recipe>> methods,
    List<Placed<TaskRef>> tasks,
    List<Placed<Exclusion>> exclusions,
    List<Placed<Calibration>> calibrations,
    Programs programs,
    Set<String> broken) {
  Draft {
    models = List.copyOf(models);
    formats = List.copyOf(formats);
    methods = List.copyOf(methods);
    tasks = List.copyOf(tasks);
    exclusions = List.copyOf(exclusions);
    calibrations = List.copyOf(calibrations);
    broken = Set.copyOf(broken);
  }

  static Draft of(Sweep sweep) {
    Place file = new Place(sweep.file(), 0, "");
    return new Draft(
        placed(sweep.models(), file.key("models")),
        placed(sweep.formats(), file.key("formats")),
        placed(sweep.methods(), file.key("methods")),
        placed(sweep.tasks(), file.key("tasks")),
        placed(sweep.exclusions(), file.key("exclude")),
        calibrations(sweep.calibrations(), file.key("calibration")),
        sweep.programs(),
        Set.of());
  }

  private static List<Placed<Calibration>> calibrations(List<Calibration> all, Place key) {
    List<Placed<Calibration>> placed = new ArrayList<>();
    for (Calibration one : all) {
      Place entry = all.size() == 1 ? key : key.index(placed.size(), 0);
      placed.add(new Placed<>(entry.key("task"), one));
    }
    return placed;
  }

  static <T> List<T> values(List<Placed<T>> placed) {
    return placed.stream().map(Placed::value).toList();
  }

  private static <T> List<Placed<T>> placed(List<T> values, Place list) {
    List<Placed<T>> placed = new ArrayList<>();
    for (T value : values) {
      placed.add(new Placed<>(list.index(placed.size(), 0), value));
    }
    return List.copyOf(placed);
  }
}
