package io.quantgrid.core.quantize;

import io.quantgrid.core.adapter.LoraAdapter;
import io.quantgrid.core.adapter.LoraUpdate;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.stored.StoredFloats;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.solve.Origin;
import io.quantgrid.kernels.solve.Origin.GroupUpdate;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** What the layers of a model were made from, read one at a time, for recipes that look at it. */
final class Origins implements AutoCloseable {
  private final Optional<Checkpoint> base;
  private final Optional<LoraAdapter> adapter;

  private Origins(Optional<Checkpoint> base, Optional<LoraAdapter> adapter) {
    this.base = base;
    this.adapter = adapter;
  }

  /**
   * @throws IllegalArgumentException when the recipe needs what the model does not come with
   */
  static Origins of(QuantizationJob job) {
    Recipe recipe = job.recipe();
    if (!recipe.needsBase()) {
      return new Origins(Optional.empty(), Optional.empty());
    }
    Optional<Path> folder = job.origin().flatMap(ModelOrigin::adapter);
    if (job.origin().isEmpty() || (recipe.needsAdapter() && folder.isEmpty())) {
      throw new IllegalArgumentException(
          "Cannot quantize %s by %s: it comes without %s"
              .formatted(job.model(), recipe.canonical(), recipe.missing()));
    }
    Checkpoint base = Models.open(job.origin().get().base());
    try {
      return new Origins(
          Optional.of(base),
          recipe.needsAdapter() ? folder.map(LoraAdapter::open) : Optional.empty());
    } catch (RuntimeException e) {
      base.close();
      throw e;
    }
  }

  /**
   * @param weight name of a matrix {@code [rows, columns]}
   */
  Optional<Origin> of(String weight, int rows, int columns) {
    return base.map(checkpoint -> read(checkpoint, weight, rows, columns));
  }

  private Origin read(Checkpoint checkpoint, String weight, int rows, int columns) {
    StoredTensor tensor = checkpoint.tensor(weight);
    FloatType stored =
        StoredFloats.type(tensor.dtype())
            .filter(type -> Arrays.equals(tensor.shape(), new long[] {rows, columns}))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Cannot compare %s with the base model's: %s %s (expected a matrix %d x %d of"
                                .formatted(
                                    weight,
                                    tensor.dtype(),
                                    Arrays.toString(tensor.shape()),
                                    rows,
                                    columns)
                            + " float32, bfloat16 or float16)"));
    String module = LayerPlan.module(weight);
    Optional<GroupUpdate> update =
        adapter
            .filter(lora -> lora.adapts(module))
            .map(lora -> byGroups(module, lora.update(module, rows, columns), rows));
    return new Origin(StoredFloats.read(tensor), stored, update);
  }

  private static GroupUpdate byGroups(String module, LoraUpdate update, int rows) {
    if (!update.grouped() || update.out() != rows) {
      throw new IllegalArgumentException(
          "Cannot merge the adapter of %s into zero points: its A has %d columns for %d inputs (expected one for each group of inputs, as QA-LoRA has it)"
              .formatted(module, update.groups(), update.in()));
    }
    return new GroupUpdate(update.groupSize(), update.product());
  }

  @Override
  public void close() {
    base.ifPresent(Checkpoint::close);
    adapter.ifPresent(LoraAdapter::close);
  }
}
