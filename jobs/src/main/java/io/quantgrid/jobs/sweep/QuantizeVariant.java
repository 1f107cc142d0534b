package io.quantgrid.jobs.sweep;

import io.quantgrid.core.quantize.Calibration;
import io.quantgrid.core.quantize.Format;
import io.quantgrid.core.quantize.Quantizer;
import io.quantgrid.core.quantize.Recipe;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.Tokenizer;
import io.quantgrid.jobs.storage.Attempt;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Makes and publishes a variant's checkpoint. */
record QuantizeVariant(VariantSpec variant, double seconds) implements Piece {
  static String name(String weightsId) {
    return "variant-" + weightsId;
  }

  @Override
  public String name() {
    return name(variant.weightsId());
  }

  @Override
  public String affinity() {
    return variant.modelHash();
  }

  @Override
  public long run(Worker worker, Provenance provenance) throws IOException {
    OutputFolder folder = worker.settings().folder();
    Path model = worker.model(variant).folder();
    Format format = variant.parsedFormat();
    Recipe recipe = variant.parsedRecipe();
    Map<String, StaticScale> inputs =
        format.needsCalibration() ? calibrate(worker, model, format, recipe) : Map.of();
    try (Attempt attempt = folder.attempt(name())) {
      Quantizer.write(model, format, recipe, inputs, attempt.path());
      attempt.publish(OutputFolder.variantFolder(variant.weightsId()));
    }
    return 0;
  }

  private static Map<String, StaticScale> calibrate(
      Worker worker, Path model, Format format, Recipe recipe) throws IOException {
    RunSettings settings = worker.settings();
    Engine engine = Engines.named(settings.engine());
    engine.threads(settings.threads());
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(model)) {
      List<int[]> texts = settings.calibration().sequences(worker, tokenizer);
      return Calibration.run(engine, model, format, recipe, settings.dtype(), texts);
    }
  }
}
