package io.quantgrid.core.grid;

import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.grid.Pairs.Pair;
import io.quantgrid.core.quantize.Recipe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The calibrations that a grid spans: found, each content once, and held against what needs them.
 *
 * @param all in the order of the sweep
 */
record Calibrations(List<CalibrationTask> all) {
  Calibrations {
    all = List.copyOf(all);
  }

  private static final String KEY = "key calibration, as calibration: {task: pocket_stories}; ";

  /**
   * Finds them.
   *
   * @param tasks finds the tasks behind a reference; none, with a problem, where there are none
   */
  static Calibrations of(
      Draft draft,
      Function<Placed<TaskRef>, List<Task>> tasks,
      List<String> merged,
      Problems problems) {
    Map<List<Object>, CalibrationTask> byContent = new LinkedHashMap<>();
    for (Placed<Calibration> placed : draft.calibrations()) {
      Optional<CalibrationTask> found = found(placed, tasks, problems);
      if (found.isPresent()) {
        CalibrationTask first = byContent.putIfAbsent(found.get().content(), found.get());
        if (first != null) {
          String name = found.get().name();
          merged.add(
              "calibration " + name + " is on the same as " + first.name() + " and runs as it");
        }
      }
    }
    return new Calibrations(List.copyOf(byContent.values()));
  }

  private static Optional<CalibrationTask> found(
      Placed<Calibration> placed, Function<Placed<TaskRef>, List<Task>> find, Problems problems) {
    if (!(placed.value().source() instanceof Calibration.Texts texts)) {
      return Optional.of(
          new CalibrationTask(placed.value(), CalibrationTask.RANDOM, CalibrationTask.RANDOM));
    }
    Placed<TaskRef> ref = new Placed<>(placed.place(), texts.ref());
    int before = problems.count();
    List<Task> tasks = find.apply(ref);
    if (tasks.size() != 1 && problems.count() == before) {
      problems.add(placed.place(), ref.value().text(), "one task, not a group");
    }
    return tasks.stream()
        .findFirst()
        .map(task -> new CalibrationTask(placed.value(), task.name(), task.digest()));
  }

  /** The pairs, those that look at inputs once for each calibration. */
  List<Pair> each(List<Pair> pairs) {
    List<Pair> out = new ArrayList<>();
    for (Pair pair : pairs) {
      if (all.isEmpty() || !pair.looksAtInputs()) {
        out.add(pair);
      } else {
        all.forEach(calibration -> out.add(pair.on(calibration)));
      }
    }
    return out;
  }

  /** Formats and methods that look at inputs, where there are none to look at. */
  void checkMissing(Draft draft, Pairs pairs, Problems problems) {
    if (!draft.calibrations().isEmpty() || draft.broken().contains("calibration")) {
      return;
    }
    for (Placed<Format> format : draft.formats()) {
      if (format.value().needsCalibration()) {
        problems.add(format.place(), format.value().name(), KEY + "its activations are static");
      }
    }
    Set<Recipe> used = pairs.pairs().stream().map(Pair::recipe).collect(Collectors.toSet());
    for (Placed<Recipe> method : draft.methods()) {
      if (method.value().needsCalibration() && used.contains(method.value())) {
        problems.add(
            method.place(), method.value().canonical(), KEY + "it looks at inputs of layers");
      }
    }
  }

  /**
   * What nothing calibrates on: a problem where there are several, a remark on the only one.
   *
   * @param used of the cells that are left
   */
  List<String> checkUnused(Draft draft, Set<CalibrationTask> used, Problems problems) {
    Set<Calibration> unused = new HashSet<>();
    all.stream().filter(one -> !used.contains(one)).forEach(one -> unused.add(one.calibration()));
    List<String> remarks = new ArrayList<>();
    for (Placed<Calibration> placed : draft.calibrations()) {
      if (unused.contains(placed.value()) && draft.calibrations().size() > 1) {
        problems.add(
            placed.place(),
            placed.value().name(),
            "a cell that calibrates on it: a method that looks at inputs of layers, or a format"
                + " with static activations, that is not excluded");
      } else if (unused.contains(placed.value())) {
        remarks.add("calibration " + placed.value().name() + ": nothing looks at inputs of layers");
      }
    }
    return remarks;
  }
}
