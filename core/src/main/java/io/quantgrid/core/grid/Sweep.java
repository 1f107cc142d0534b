package io.quantgrid.core.grid;

import io.quantgrid.core.evaluate.Embeddings;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.quantize.Recipe;
import io.quantgrid.kernels.tensor.DType;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A sweep file, read and checked by {@link SweepReader}, which documents the keys.
 *
 * @param file what messages call it
 * @param output Hadoop URI or absolute path of the output folder
 * @param dtype what is not quantized computes in this: FLOAT32, BFLOAT16 or FLOAT16
 * @param samples most items per cell; empty for all
 * @param compute native: with low-bit arithmetic where the engine has it
 * @param batch most sequences computed at once
 * @param threads threads per task slot
 * @param topK log-probabilities that a baseline keeps per scored token
 * @param embeddings what generated texts are compared with the baseline's by
 * @param calibrations what is calibrated on, each under a name of its own
 * @param memoryLimit most bytes of native memory that models of an executor take; empty for no
 *     limit
 * @param programs whether tasks may run what a model wrote
 * @param text the file as it was read, with overrides applied
 */
public record Sweep(
    String file,
    String name,
    String output,
    String engine,
    DType dtype,
    Compute compute,
    List<ModelRef> models,
    List<Format> formats,
    List<Recipe> methods,
    List<TaskRef> tasks,
    List<Exclusion> exclusions,
    OptionalInt samples,
    int batch,
    int threads,
    int topK,
    Embeddings embeddings,
    List<Calibration> calibrations,
    OptionalLong memoryLimit,
    Programs programs,
    String text) {
  public Sweep {
    models = List.copyOf(models);
    formats = List.copyOf(formats);
    methods = List.copyOf(methods);
    tasks = List.copyOf(tasks);
    exclusions = List.copyOf(exclusions);
    calibrations = List.copyOf(calibrations);
  }
}
