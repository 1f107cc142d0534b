package io.quantgrid.core.quantize;

import io.quantgrid.core.format.Format;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model to be quantized.
 *
 * @param model its folder, plain weights
 * @param calibration texts; the model runs only when there are any
 * @param engine does the linear algebra, on as many threads as it was told to
 * @param dtype what the model computes in while texts run through it
 * @param origin what the model was made from, for recipes that look at it
 */
public record QuantizationJob(
    Path model,
    Format format,
    Recipe recipe,
    Optional<CalibrationSet> calibration,
    Engine engine,
    DType dtype,
    Optional<ModelOrigin> origin) {
  /** A model that comes by itself. */
  public QuantizationJob(
      Path model,
      Format format,
      Recipe recipe,
      Optional<CalibrationSet> calibration,
      Engine engine,
      DType dtype) {
    this(model, format, recipe, calibration, engine, dtype, Optional.empty());
  }

  /** Without texts. */
  public QuantizationJob(Path model, Format format, Recipe recipe, Engine engine) {
    this(model, format, recipe, Optional.empty(), engine, DType.FLOAT32);
  }

  /**
   * What later blocks see of earlier ones. When no step looks at inputs, nothing but the scales of
   * static activations depends on them: those are found at full precision, as llm-compressor finds
   * them when it rounds to nearest.
   */
  CalibrationSet.States states() {
    return recipe.mayCalibrate()
        ? calibration.map(CalibrationSet::states).orElse(CalibrationSet.States.QUANTIZED)
        : CalibrationSet.States.ORIGINAL;
  }
}
