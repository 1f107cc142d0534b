package io.quantgrid.core.grid;

import java.util.List;

/**
 * What a sweep will do, deterministic in the sweep, the models' and the tasks' contents.
 *
 * @param merged pairs that were the same as another and merged with it, in words
 * @param dropped pairs that make no sense and were left out, in words
 */
public record Plan(
    Sweep sweep,
    List<ResolvedModel> models,
    List<Variant> variants,
    List<Cell> cells,
    List<String> merged,
    List<String> dropped) {
  public Plan {
    models = List.copyOf(models);
    variants = List.copyOf(variants);
    cells = List.copyOf(cells);
    merged = List.copyOf(merged);
    dropped = List.copyOf(dropped);
  }
}
