package io.quantgrid.jobs.sweep;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.evaluate.EvaluationSettings;
import io.quantgrid.core.evaluate.Evaluator;
import io.quantgrid.core.evaluate.ModelEvaluator;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.grid.ResolvedModel;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.WeightSource;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.quantize.QuantizedModules;
import io.quantgrid.core.quantize.VariantSummary;
import io.quantgrid.core.stored.StoredActivations;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.StopTokens;
import io.quantgrid.core.text.Tokenizer;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A variant in memory, with all that evaluating it takes; shared by the task slots of a JVM. */
final class LoadedVariant implements SharedCache.Entry {
  private final CausalModel model;
  private final Tokenizer tokenizer;
  private final Set<Integer> stopTokens;
  private final int maxLength;
  private final Facts facts;

  /**
   * What every row of the variant says about it.
   *
   * @param bitsPerWeight stored bits of the matrices that formats quantize, over their weights
   * @param modelBytes stored bytes of all weights
   * @param compute native or simulated
   */
  record Facts(
      String family, long parameters, double bitsPerWeight, long modelBytes, String compute) {}

  private LoadedVariant(
      CausalModel model, Tokenizer tokenizer, Set<Integer> stopTokens, int maxLength, Facts facts) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.stopTokens = stopTokens;
    this.maxLength = maxLength;
    this.facts = facts;
  }

  static LoadedVariant load(RunSettings settings, ResolvedModel from, VariantSpec variant)
      throws IOException {
    boolean stored = variant.hasQuantizedWeights();
    Path folder = stored ? settings.folder().variant(variant.weightsId()) : from.folder();
    VariantSummary summary = stored ? VariantSummary.read(folder) : VariantSummary.plain(folder);
    Tokenizer tokenizer = HuggingFaceTokenizer.open(from.folder());
    try {
      CausalModel model = model(settings, folder, variant.parsedFormat());
      return new LoadedVariant(
          model,
          tokenizer,
          StopTokens.of(from.folder()),
          ModelEvaluator.maxLength(model.config(), tokenizer),
          new Facts(
              from.family(),
              from.parameters(),
              summary.bitsPerWeight(),
              summary.modelBytes(),
              model.compute().text()));
    } catch (RuntimeException | Error e) {
      tokenizer.close();
      throw e;
    }
  }

  private static CausalModel model(RunSettings settings, Path folder, Format format) {
    Engine engine = Engines.named(settings.engine());
    engine.threads(settings.threads());
    try (Checkpoint checkpoint = Models.open(folder)) {
      ModelConfig config = Models.config(checkpoint.config(), folder.toString());
      WeightSource weights = new VariantWeights(engine, checkpoint);
      boolean own = format.weights().isEmpty() && format.activations().isEmpty();
      Predicate<String> quantizes =
          own ? weights::isQuantized : QuantizedModules.of(checkpoint, config, format)::quantizes;
      return Models.load(
          engine,
          config,
          weights,
          new Computation(
              settings.dtype(),
              own ? stored(checkpoint) : format.activations(),
              format.kv(),
              quantizes,
              settings.compute()));
    }
  }

  /** What a model that comes quantized does with inputs; nothing where it is plain. */
  private static Optional<Scheme> stored(Checkpoint checkpoint) {
    return StoredActivations.of(checkpoint.config().path("quantization_config"));
  }

  /** For one thread; cheap. */
  Evaluator evaluator(EvaluationSettings settings) {
    return new ModelEvaluator(model, tokenizer, settings, stopTokens, maxLength);
  }

  Facts facts() {
    return facts;
  }

  @Override
  public long bytes() {
    return model.bytes();
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }
}
