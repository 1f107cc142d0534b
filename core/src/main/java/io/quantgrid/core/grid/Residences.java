package io.quantgrid.core.grid;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.cost.Residence;
import io.quantgrid.core.cost.TaskShape;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.architecture.ModelConfig;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How much of each variant will be in memory; reads models' configurations if there is a limit. */
final class Residences {
  private final Sweep sweep;
  private final Map<String, Set<TaskShape>> shapes = new HashMap<>();
  private final Map<String, ModelConfig> configs = new HashMap<>();

  Residences(Sweep sweep) {
    this.sweep = sweep;
  }

  /** Says that the model is evaluated on such a task. */
  void add(ResolvedModel model, TaskShape shape) {
    shapes.computeIfAbsent(model.hash(), key -> new LinkedHashSet<>()).add(shape);
  }

  Residence of(ResolvedModel model, Format format, Compute compute) {
    if (sweep.memoryLimit().isEmpty()) {
      return Residence.unlimited();
    }
    return Residence.within(
        sweep.memoryLimit().getAsLong(),
        configs.computeIfAbsent(model.hash(), key -> config(model)),
        format,
        compute,
        sweep.dtype(),
        List.copyOf(shapes.get(model.hash())),
        sweep.batch());
  }

  private static ModelConfig config(ResolvedModel model) {
    try (Checkpoint checkpoint = Checkpoint.open(model.folder())) {
      return Models.config(checkpoint.config(), model.folder().toString());
    }
  }
}
