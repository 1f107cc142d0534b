package io.quantgrid.jobs.sweep;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.cost.Residence.Way;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.ReadAhead;
import io.quantgrid.core.model.WeightSource;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.quantize.QuantizedModules;
import io.quantgrid.core.stored.StoredActivations;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A variant's model, all of it in memory or read as it runs.
 *
 * @param files what it is read from; closed already where it is in memory
 */
record OpenedModel(CausalModel model, Checkpoint files) implements AutoCloseable {
  /**
   * @param folder of the weights
   */
  static OpenedModel of(RunSettings settings, Path folder, VariantSpec variant) {
    Engine engine = Engines.named(settings.engine());
    engine.threads(settings.threads());
    Checkpoint files = Models.open(folder);
    boolean needed = false;
    try {
      ModelConfig config = Models.config(files.config(), folder.toString());
      WeightSource weights = new VariantWeights(engine, files);
      Computation computation =
          computation(settings, files, config, weights, variant.parsedFormat());
      if (variant.way() == Way.RESIDENT) {
        return new OpenedModel(Models.load(engine, config, weights, computation), files);
      }
      ReadAhead ahead = variant.way() == Way.READ_AHEAD ? ReadAhead.ONE_PART : ReadAhead.NONE;
      Path scratch = Path.of(System.getProperty("java.io.tmpdir"));
      OpenedModel opened =
          new OpenedModel(
              Models.streamed(engine, config, weights, computation, ahead, scratch), files);
      needed = true;
      return opened;
    } finally {
      if (!needed) {
        files.close();
      }
    }
  }

  private static Computation computation(
      RunSettings settings,
      Checkpoint files,
      ModelConfig config,
      WeightSource weights,
      Format format) {
    boolean own = format.weights().isEmpty() && format.activations().isEmpty();
    Predicate<String> quantizes =
        own ? weights::isQuantized : QuantizedModules.of(files, config, format)::quantizes;
    return new Computation(
        settings.dtype(),
        own ? stored(files) : format.activations(),
        format.kv(),
        quantizes,
        settings.compute());
  }

  /** What a model that comes quantized does with inputs; nothing where it is plain. */
  private static Optional<Scheme> stored(Checkpoint checkpoint) {
    return StoredActivations.of(checkpoint.config().path("quantization_config"));
  }

  @Override
  public void close() {
    model.close();
    files.close();
  }
}
