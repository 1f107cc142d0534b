package io.quantgrid.jobs.sweep;

import io.quantgrid.core.evaluate.Embeddings;
import io.quantgrid.core.model.Compute;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.kernels.tensor.DType;
import java.util.UUID;

/** Workers for pieces that compute nothing. */
final class Workers {
  private Workers() {}

  static Worker on(OutputFolder folder) {
    return Worker.of(
        new RunSettings(
            UUID.randomUUID().toString(),
            "sweep",
            folder,
            () -> null,
            "torch",
            DType.FLOAT32,
            Compute.NATIVE,
            1,
            1,
            1,
            Embeddings.TEXT,
            1,
            0));
  }
}
