package io.quantgrid.core.grid;

import io.quantgrid.core.cost.Forecast;
import io.quantgrid.core.cost.Residence;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.grid.Pairs.Pair;
import io.quantgrid.core.quantize.Recipe;
import java.util.Optional;

/**
 * (model, format, method, calibration): quantized once, stored once.
 *
 * @param id content address: SHA-256 over everything that decides the quantized weights and how
 *     they compute
 * @param weightsId content address of the stored checkpoint alone: formats that differ in the KV
 *     cache alone share it (its configuration tells other tools of activations); equals the model's
 *     hash when no weight is quantized
 * @param calibration empty for what looks at no inputs
 * @param forecast how it will compute
 * @param residence how much of it will be in memory
 */
public record Variant(
    String id,
    String weightsId,
    ModelRef model,
    String modelHash,
    Format format,
    Recipe recipe,
    Optional<CalibrationTask> calibration,
    Forecast forecast,
    Residence residence) {
  Pair pair() {
    return new Pair(format, recipe, calibration);
  }

  public boolean isBaseline() {
    return format.isBaseline();
  }
}
