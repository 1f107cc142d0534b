package io.quantgrid.core.grid;

import java.util.List;

/**
 * What a sweep will do, deterministic in the sweep, the engine and the models' and tasks' contents.
 *
 * @param variants by model in the order of the sweep; a model's baseline comes first
 * @param cells by variant in that order, and by task
 * @param groups how figures of whole groups are made of those of tasks
 * @param calibrations what static activations and recipes calibrate on, one after another
 * @param merged pairs, models and tasks that were the same as another and merged with it, in words
 * @param dropped pairs that make no sense and were left out, in words
 * @param remarks what is allowed and perhaps not meant, in words
 */
public record Plan(
    Sweep sweep,
    EngineInfo engine,
    List<ResolvedModel> models,
    List<Variant> variants,
    List<Cell> cells,
    List<GroupRule> groups,
    List<CalibrationTask> calibrations,
    List<String> merged,
    List<String> dropped,
    List<String> remarks) {
  public Plan {
    models = List.copyOf(models);
    variants = List.copyOf(variants);
    cells = List.copyOf(cells);
    groups = List.copyOf(groups);
    calibrations = List.copyOf(calibrations);
    merged = List.copyOf(merged);
    dropped = List.copyOf(dropped);
    remarks = List.copyOf(remarks);
  }

  /** Estimate of the time of all cells on one task slot. */
  public double seconds() {
    return cells.stream().mapToDouble(Cell::seconds).sum();
  }

  /** Estimate of the memory of the largest cell. */
  public long memoryBytes() {
    return cells.stream().mapToLong(Cell::memoryBytes).max().orElse(0);
  }
}
