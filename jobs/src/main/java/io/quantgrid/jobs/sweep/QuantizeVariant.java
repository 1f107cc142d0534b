package io.quantgrid.jobs.sweep;

import io.quantgrid.core.quantize.Quantizer;
import io.quantgrid.jobs.storage.Attempt;
import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;

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
    try (Attempt attempt = folder.attempt(name())) {
      Quantizer.write(
          worker.model(variant).folder(),
          variant.parsedFormat(),
          variant.parsedRecipe(),
          attempt.path());
      attempt.publish(OutputFolder.variantFolder(variant.weightsId()));
    }
    return 0;
  }
}
