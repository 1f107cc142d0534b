package io.quantgrid.core.grid;

/**
 * One point of the grid.
 *
 * @param id content address of everything that can change a result but the number of samples
 * @param baselineId the cell of the unquantized variant with the same model and task; its own id
 *     for a baseline
 * @param samples items to evaluate: positions 0 to samples - 1
 * @param unitSize items per unit; shared by all variants of a model and task
 * @param secondsPerSample estimate of the cost model
 */
public record Cell(
    String id,
    String baselineId,
    Variant variant,
    TaskRef taskRef,
    String task,
    String taskDigest,
    int samples,
    int unitSize,
    double secondsPerSample) {}
