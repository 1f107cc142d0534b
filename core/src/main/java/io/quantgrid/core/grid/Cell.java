package io.quantgrid.core.grid;

import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import java.util.List;

/**
 * One point of the grid.
 *
 * @param id content address of everything that can change a result but the number of samples
 * @param baselineId the cell of the unquantized variant with the same model and task; its own id
 *     for a baseline
 * @param taskRef the sweep's entry that {@code task} came from: the task itself or a group
 * @param taskDigest the task's digest when the plan was made
 * @param type the task's type of skill
 * @param metrics the task's
 * @param samples items to evaluate: positions 0 to samples - 1
 * @param repeats texts that are generated of each item: rows of a sample
 * @param unitSize items per unit; shared by all variants of a model and task
 * @param secondsPerSample estimate of the cost model
 * @param memoryBytes estimate of weights and activations while it runs in one task slot
 */
public record Cell(
    String id,
    String baselineId,
    Variant variant,
    TaskRef taskRef,
    String task,
    String taskDigest,
    Kind kind,
    String type,
    int shots,
    List<MetricSpec> metrics,
    int samples,
    int repeats,
    int unitSize,
    double secondsPerSample,
    long memoryBytes) {
  public Cell {
    metrics = List.copyOf(metrics);
  }

  public boolean isBaseline() {
    return variant.isBaseline();
  }

  /** Estimate for all samples. */
  public double seconds() {
    return samples * secondsPerSample;
  }
}
