package io.quantgrid.datasets.task;

import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.grid.CatalogException;
import io.quantgrid.core.metric.BertScore;
import io.quantgrid.core.metric.EncoderException;
import io.quantgrid.core.metric.EncoderFolder;
import io.quantgrid.core.metric.PrecisionRecall;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.function.Score;
import io.quantgrid.datasets.read.DataFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * BERTScore of an answer against the target, with an encoder that the task names; every token
 * weighs the same. Of several targets the highest precision, recall and F1 count, each by itself,
 * as bert-score 0.3.13 has it.
 *
 * @param section of the metric
 * @param folder the encoder's, once data are there
 */
record BertScoring(Section section, BertScore.Layer layer, Optional<EncoderFolder> folder)
    implements Metric.Together {
  /** The key that names the encoder; where that lies decides nothing. */
  static final String ENCODER = "encoder";

  private static final String LAYER = "layer";
  private static final String MAX_TOKENS = "max_tokens";
  private static final String IDF = "idf";
  private static final String F1 = "bertscore_f1";
  private static final String PRECISION = "bertscore_precision";
  private static final String RECALL = "bertscore_recall";

  static final List<String> OPTIONS = List.of(ENCODER, LAYER, MAX_TOKENS, IDF);

  /** The three metrics of an entry, F1 first. */
  static List<Metric> read(Section section) {
    section.required(ENCODER);
    if (section.flag(IDF, false)) {
      throw section.problem(
          IDF, true, "false: weights of rare tokens need all targets before the first answer");
    }
    int maxTokens = section.integer(MAX_TOKENS, BertScore.Layer.LAST.maxTokens());
    if (maxTokens < 3) {
      throw section.problem(MAX_TOKENS, maxTokens, "3 or more, two of which are special tokens");
    }
    BertScore.Layer layer = new BertScore.Layer(section.string(LAYER).orElse(""), maxTokens);
    BertScoring rule = new BertScoring(section, layer, Optional.empty());
    return Stream.of(F1, PRECISION, RECALL)
        .map(name -> Metric.graded(name, Aggregation.MEAN, (outcome, gold) -> Score.of(0)))
        .map(metric -> metric.with(rule))
        .toList();
  }

  /** Finds the encoder and opens it, so that a broken one is told before anything is generated. */
  @Override
  public Metric.Together bound(DataFolder data) {
    String location = section.required(ENCODER);
    Path beside = section.file().folder(section.path());
    try {
      EncoderFolder found =
          new EncoderFolder(
              data.folder(location, beside)
                  .orElseThrow(
                      () ->
                          section.problem(
                              ENCODER,
                              location,
                              "a folder with model.onnx and tokenizer.json, in one of "
                                  + data.placesOf(beside))));
      BertScore.shared(found, layer);
      return new BertScoring(section, layer, Optional.of(found));
    } catch (EncoderException | CatalogException | CheckpointException e) {
      throw new TaskException(
          "Cannot load %s: %s.%s: %s"
              .formatted(section.file().file(), section.path(), ENCODER, e.getMessage()),
          e);
    }
  }

  @Override
  public String digest() {
    return folder.map(EncoderFolder::hash).orElse("");
  }

  @Override
  public Map<String, Score> scores(Answered answered) {
    BertScore score = BertScore.shared(folder.orElseThrow(), layer);
    String text = ((Outcome.Generated) answered.outcome()).first();
    double precision = Double.NEGATIVE_INFINITY;
    double recall = Double.NEGATIVE_INFINITY;
    double f1 = Double.NEGATIVE_INFINITY;
    for (String target : ((Gold.Text) answered.gold()).texts()) {
      PrecisionRecall one = score.score(text, target);
      precision = Math.max(precision, one.precision());
      recall = Math.max(recall, one.recall());
      f1 = Math.max(f1, one.f1());
    }
    return f1 == Double.NEGATIVE_INFINITY
        ? Map.of() // without a target there is nothing to score
        : Map.of(F1, Score.of(f1), PRECISION, Score.of(precision), RECALL, Score.of(recall));
  }
}
