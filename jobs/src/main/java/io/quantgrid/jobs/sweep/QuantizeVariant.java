package io.quantgrid.jobs.sweep;

import com.jerolba.carpet.CarpetWriter;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.grid.ResolvedModel;
import io.quantgrid.core.quantize.CalibrationSet;
import io.quantgrid.core.quantize.LayerStatistics;
import io.quantgrid.core.quantize.ModelOrigin;
import io.quantgrid.core.quantize.QuantizationJob;
import io.quantgrid.core.quantize.Quantizer;
import io.quantgrid.core.quantize.Recipe;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.Tokenizer;
import io.quantgrid.jobs.storage.Attempt;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.table.LayerRow;
import io.quantgrid.jobs.table.LayerTable;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

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
    RunSettings settings = worker.settings();
    OutputFolder folder = settings.folder();
    ResolvedModel resolved = worker.model(variant);
    Path model = resolved.folder();
    Format format = variant.parsedFormat();
    Recipe recipe = variant.parsedRecipe();
    Optional<CalibrationSet> texts = texts(worker, model);
    Engine engine = Engines.named(settings.engine());
    engine.threads(settings.threads());
    try (Attempt attempt = folder.attempt(name())) {
      Path layers = attempt.path().resolve(LayerTable.FILE);
      Files.createDirectories(layers.getParent());
      try (CarpetWriter<LayerRow> rows = LayerTable.writer(layers)) {
        Quantizer.write(
            new QuantizationJob(
                model,
                format,
                recipe,
                texts,
                engine,
                settings.dtype(),
                resolved.base().map(base -> new ModelOrigin(base, resolved.adapter()))),
            attempt.path(),
            layer -> write(rows, layer));
      }
      attempt.publish(OutputFolder.variantFolder(variant.weightsId()));
    }
    return 0;
  }

  private void write(CarpetWriter<LayerRow> rows, LayerStatistics layer) {
    try {
      rows.write(
          LayerRow.of(
              variant.weightsId(),
              variant.model(),
              variant.format(),
              variant.method(),
              variant.calibration().nameOrNull(),
              layer));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<CalibrationSet> texts(Worker worker, Path model) throws IOException {
    CalibrationSpec calibration = variant.calibration();
    if (!calibration.isGiven()) {
      return Optional.empty();
    }
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(model)) {
      return Optional.of(calibration.set(worker, tokenizer));
    }
  }
}
