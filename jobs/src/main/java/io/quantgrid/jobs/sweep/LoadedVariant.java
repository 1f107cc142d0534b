package io.quantgrid.jobs.sweep;

import io.quantgrid.core.evaluate.EvaluationSettings;
import io.quantgrid.core.evaluate.Evaluator;
import io.quantgrid.core.evaluate.ModelEvaluator;
import io.quantgrid.core.grid.ResolvedModel;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.quantize.VariantSummary;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.StopTokens;
import io.quantgrid.core.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** A variant with all that evaluating it takes; shared by the task slots of a JVM. */
final class LoadedVariant implements SharedCache.Entry {
  private final OpenedModel opened;
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
      String family, long parameters, double bitsPerWeight, long modelBytes, String compute) {
    Facts computing(Compute compute) {
      return new Facts(family, parameters, bitsPerWeight, modelBytes, compute.text());
    }
  }

  private LoadedVariant(
      OpenedModel opened,
      Tokenizer tokenizer,
      Set<Integer> stopTokens,
      int maxLength,
      Facts facts) {
    this.opened = opened;
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
      OpenedModel opened = OpenedModel.of(settings, folder, variant);
      return new LoadedVariant(
          opened,
          tokenizer,
          StopTokens.of(from.folder()),
          ModelEvaluator.maxLength(opened.model().config(), tokenizer),
          new Facts(
              from.family(),
              from.parameters(),
              summary.bitsPerWeight(),
              summary.modelBytes(),
              opened.model().compute().text()));
    } catch (RuntimeException | Error e) {
      tokenizer.close();
      throw e;
    }
  }

  /** For one thread; cheap. */
  Evaluator evaluator(EvaluationSettings settings) {
    return new ModelEvaluator(opened.model(), tokenizer, settings, stopTokens, maxLength);
  }

  /** Ask after it was used: parts that were not loaded may compute in another way. */
  Facts facts() {
    return facts.computing(opened.model().compute());
  }

  @Override
  public long bytes() {
    return opened.model().bytes();
  }

  @Override
  public void close() {
    opened.close();
    tokenizer.close();
  }
}
