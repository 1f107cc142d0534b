package io.quantgrid.jobs.analyse;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * What the pass over the samples reads of each, by place; nothing else is shuffled. Metrics stand
 * in the order of the cell's own.
 */
final class SampleColumns {
  /**
   * Documents of a task that are added up in one place. Part of what decides a table's last digits,
   * so no setting.
   */
  private static final int SLICE_OF_DOCUMENTS = 2048;

  /** Probability of the choice taken, among the choices. */
  private static final String PROBABILITY_OF_CHOICE =
      """
      CASE WHEN predicted IS NOT NULL THEN
        exp(get(loglikelihoods, predicted) - array_max(loglikelihoods))
          / aggregate(loglikelihoods, 0D, (sum, x) -> sum + exp(x - array_max(loglikelihoods))) END
      """;

  private static final String[][] COLUMNS = {
    {"baseline", "baseline_position"},
    {"slice", "doc_id div " + SLICE_OF_DOCUMENTS},
    {"document", "doc_id"},
    {"position", "position"},
    {"repeat", "coalesce(repeat, 0)"},
    {"found", "transform(metric_names, name -> try_element_at(metrics, name))"},
    {
      "statistics",
      "IF(size(statistics) > 0, transform(metric_names, name -> try_element_at(statistics, name)), NULL)"
    },
    {"words", "words"},
    {"bytes", "bytes"},
    {"correct", "correct"},
    {"before", "baseline_correct"},
    {"flip", "flip"},
    {"confidence", PROBABILITY_OF_CHOICE},
    {"kl_mean", "kl_mean"},
    {"kl_max", "coalesce(kl_max, kl_mean)"},
    {"agreement", "top1_agreement"},
    {"similarity", "IF(size(similarity) > 0, similarity, NULL)"},
    {"tokens", "coalesce(prompt_tokens, 0L) + coalesce(output_tokens, 0L)"},
    {"seconds", "coalesce(seconds, 0D)"},
    {"facts", "IF(size(facts) > 0, facts, NULL)"},
    {"shots", "coalesce(shots, 0)"},
    {"bits_per_weight", "bits_per_weight"},
    {"model_bytes", "model_bytes"},
    {"parameters", "parameters"},
    {"family", "family"},
    {"compute", "compute"},
    {"engine", "engine"},
    {"host", "host"},
    {"gpu", "gpu"},
    {"started", "unix_micros(started_at)"},
    {"finished", "unix_micros(finished_at)"}
  };

  private static final List<String> NAMES = Arrays.stream(COLUMNS).map(pair -> pair[0]).toList();

  static final String[] EXPRESSIONS =
      Arrays.stream(COLUMNS).map(pair -> pair[1] + " AS " + pair[0]).toArray(String[]::new);

  /** Where the items of one document stand together. */
  static final Column[] PLACE = {col("baseline"), col("slice")};

  /** Documents in turn, of each the baseline's items first. */
  static final Column[] ORDER = {
    col("baseline"),
    col("slice"),
    col("document"),
    col("position").notEqual(col("baseline")),
    col("position"),
    col("repeat")
  };

  static final int BASELINE = at("baseline");
  static final int SLICE = at("slice");
  static final int DOCUMENT = at("document");
  static final int POSITION = at("position");
  static final int REPEAT = at("repeat");
  static final int FOUND = at("found");
  static final int STATISTICS = at("statistics");
  static final int WORDS = at("words");
  static final int BYTES = at("bytes");
  static final int CORRECT = at("correct");
  static final int BEFORE = at("before");
  static final int FLIP = at("flip");
  static final int CONFIDENCE = at("confidence");
  static final int KL_MEAN = at("kl_mean");
  static final int KL_MAX = at("kl_max");
  static final int AGREEMENT = at("agreement");
  static final int SIMILARITY = at("similarity");
  static final int TOKENS = at("tokens");
  static final int SECONDS = at("seconds");
  static final int FACTS = at("facts");
  static final int SHOTS = at("shots");
  static final int BITS_PER_WEIGHT = at("bits_per_weight");
  static final int MODEL_BYTES = at("model_bytes");
  static final int PARAMETERS = at("parameters");
  static final int FAMILY = at("family");
  static final int COMPUTE = at("compute");
  static final int ENGINE = at("engine");
  static final int HOST = at("host");
  static final int GPU = at("gpu");
  static final int STARTED = at("started");
  static final int FINISHED = at("finished");

  private SampleColumns() {}

  private static int at(String name) {
    return NAMES.indexOf(name);
  }
}
