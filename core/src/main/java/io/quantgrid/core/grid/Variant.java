package io.quantgrid.core.grid;

import io.quantgrid.core.cost.Forecast;
import io.quantgrid.core.cost.Residence;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.quantize.Recipe;

/**
 * (model, format, method): quantized once, stored once.
 *
 * @param id content address: SHA-256 over everything that decides the quantized weights and how
 *     they compute
 * @param weightsId content address of the stored checkpoint alone: formats that differ in the KV
 *     cache alone share it (its configuration tells other tools of activations); equals the model's
 *     hash when no weight is quantized
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
    Forecast forecast,
    Residence residence) {
  public boolean isBaseline() {
    return format.isBaseline();
  }
}
