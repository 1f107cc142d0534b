package io.quantgrid.jobs.sweep;

import io.quantgrid.core.evaluate.Embeddings;
import io.quantgrid.core.evaluate.EvaluationSettings;
import io.quantgrid.core.model.Compute;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.kernels.tensor.DType;
import java.io.Serializable;

/**
 * What every task of a run needs to know.
 *
 * @param run id of this run
 * @param engine name of the tensor engine
 * @param compute native where the engine has it, or simulated
 * @param cacheBytes most bytes of loaded variants per JVM; 0 to go by the machine's memory
 * @param memoryLimit most bytes that models of a JVM take, states included; 0 for no limit
 */
record RunSettings(
    String run,
    String sweep,
    OutputFolder folder,
    CatalogSource catalogs,
    String engine,
    DType dtype,
    Compute compute,
    int batch,
    int topK,
    int threads,
    Embeddings embeddings,
    long cacheBytes,
    long memoryLimit)
    implements Serializable {
  EvaluationSettings evaluation() {
    return new EvaluationSettings(batch, topK, threads, embeddings);
  }
}
