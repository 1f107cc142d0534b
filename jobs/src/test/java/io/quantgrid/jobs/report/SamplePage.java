package io.quantgrid.jobs.report;

import io.quantgrid.jobs.analyse.VariantTable;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A page over planted figures: two models, one with markup for a name, six variants, a failure. */
final class SamplePage {
  private static final String CELLS =
      """
      SELECT
        m * 1000 + f * 100 + t AS position, concat(model, f) AS variant, model, format,
        if(f = 0, 'none', 'rtn') AS method, 'int4/group128/sym' AS weights, 'none' AS activations, 'none' AS kv, f = 0 AS baseline,
        task, type AS task_type, if(t = 0, 'rolling', 'multiple_choice') AS kind,
        if(t = 0, 'word_perplexity', 'acc') AS main_metric, 'llama' AS family, 1000000L AS parameters,
        cast(bits AS double) AS bits_per_weight, cast(bits * 200000 AS long) AS model_bytes,
        'simulated' AS compute, 'torch' AS engine,
        if(t = 0, 50D + f * f * f, 0.8D - 0.01D * f * t) AS value,
        if(t = 0, 50D, 0.8D) AS baseline_value,
        if(f = 3 AND t = 2, null, 100 - 1.7D * f * (1 + t % 3)) AS recovery,
        if(t = 0, null, 2D * f) AS flips, cast(f AS long) AS gained, cast(f * 2 AS long) AS lost, 40L AS compared,
        0.01D * f AS kl_mean, 1 - 0.01D * f AS top1_agreement, 40L AS samples, 1.5D AS seconds,
        if(f = 3 AND t = 2, 'java.lang.OutOfMemoryError: <script>alert(1)</script>', null) AS failure,
        if(f = 3 AND t = 2, 'failed', 'done') AS status
      FROM (SELECT inline(array(struct(0 AS m, 'pocket-s' AS model), struct(1 AS m, '</script><b>pocket' AS model)))) AS models
        LATERAL VIEW posexplode(array('baseline', 'w8a8-fp', 'w4a16-int-g128', 'w3', 'w2', 'kv4')) formats AS f, format
        LATERAL VIEW posexplode(array('pocket_stories', 'pocket_last_word', 'pocket_next_sentence', 'pocket_ethics')) tasks AS t, task
        LATERAL VIEW explode(array(element_at(array(16, 8.1, 4.2, 3.2, 2.2, 16), f + 1))) b AS bits
        LATERAL VIEW explode(array(if(t < 3, 'basic_nlp', 'trustworthiness'))) y AS type
      """;

  private SamplePage() {}

  static String render() {
    try (SparkSession spark = open()) {
      return render(spark.sql(CELLS).orderBy("position"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static String renderEmpty() {
    try (SparkSession spark = open()) {
      return render(spark.sql(CELLS).filter("false"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String render(Dataset<Row> cells) {
    List<Row> variants = VariantTable.of(cells).collectAsList();
    return ReportPage.render(
        "sample <i>sweep</i>", cells.collectAsList(), variants, Map.of("engine", "torch"));
  }

  private static SparkSession open() {
    return SparkSession.builder()
        .master("local[1]")
        .config("spark.ui.enabled", false)
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", 1)
        .getOrCreate();
  }
}
