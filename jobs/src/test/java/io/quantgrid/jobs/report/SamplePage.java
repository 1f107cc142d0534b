package io.quantgrid.jobs.report;

import io.quantgrid.jobs.analyse.BaseTable;
import io.quantgrid.jobs.analyse.VariantTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;

/**
 * A page over planted figures: two models, one with markup for a name, six variants, four tasks, a
 * failure, and markup in every text of a sweep that reaches the page.
 */
final class SamplePage {
  /** Would run if it ever became markup, in any of the places where text can stand. */
  static final String HOSTILE =
      "</script><script>window.stolen=1</script><img src=x onerror=\"window.stolen=1\">'\"--><b>& \u2028\u202e";

  private static final String CELLS =
      """
      SELECT
        m * 1000 + f * 100 + t AS position, concat('c', m, f, t) AS cell, concat('c', m, 0, t) AS baseline_cell,
        concat(model, f) AS variant, model, format,
        if(f = 0, 'none', 'rtn') AS method, if(f = 0 OR f = 5, 'none', element_at(array('int8/channel/sym', 'int4/group128/sym', 'int3/group128/sym', 'int2/group128/sym'), f)) AS weights,
        if(f = 1, 'int8/token/sym', 'none') AS activations, if(f = 5, 'int4/token/asym', 'none') AS kv, cast(null AS string) AS calibration, f = 0 AS baseline,
        task, type AS task_type, element_at(array('rolling', 'generate', 'multiple_choice', 'multiple_choice'), t + 1) AS kind,
        if(t = 0, 'word_perplexity', 'acc') AS main_metric, 'llama' AS family, 1000000L AS parameters,
        cast(bits AS double) AS bits_per_weight, cast(bits * 200000 AS long) AS model_bytes,
        'simulated' AS compute, 'torch' AS engine,
        if(t = 0, 50D + f * f * f, 0.8D - 0.01D * f * t) AS value,
        if(t = 0, 50D, 0.8D) AS baseline_value,
        if(f = 3 AND t = 2, null, 100 - 1.7D * f * (1 + t % 3)) AS recovery,
        if(t = 0, null, 2D * f) AS flips, cast(f AS long) AS gained, cast(f * 2 AS long) AS lost, 40L AS compared,
        0.01D * f AS kl_mean, 1 - 0.01D * f AS top1_agreement, 40L AS samples, 1.5D AS seconds,
        if(f = 3 AND t = 2, 'java.lang.OutOfMemoryError: {hostile}', null) AS failure,
        if(f = 3 AND t = 2, 'failed', 'done') AS status
      FROM (SELECT inline(array(struct(0 AS m, 'pocket-s' AS model), struct(1 AS m, 'pocket-m {hostile}' AS model)))) AS models
        LATERAL VIEW posexplode(array('baseline', 'w8a8-fp', 'w4a16-int-g128', 'w3', 'w2 {hostile}', 'kv4')) formats AS f, format
        LATERAL VIEW posexplode(array('pocket_stories', 'pocket_retrieval', 'pocket_next_sentence', 'pocket_ethics {hostile}')) tasks AS t, task
        LATERAL VIEW explode(array(element_at(array(16, 8.1, 4.2, 3.2, 2.2, 16), f + 1))) b AS bits
        LATERAL VIEW explode(array(if(t < 3, 'basic_nlp', 'trustworthiness'))) y AS type
      """;

  private static final String COMPARISONS =
      """
      SELECT position, cell, variant, model, format, method, task, 40L AS pairs, recovery,
        recovery - 2 AS recovery_low, recovery + 2 AS recovery_high, 0.001D AS p_holm,
        if(recovery > 99, 'lossless', if(recovery < 96, 'worse', 'not enough samples')) AS verdict,
        4200L AS samples_needed, 3.5D AS smallest_loss
      FROM cells_of_page WHERE NOT baseline AND recovery IS NOT NULL
      """;

  private static final String GROUPS =
      """
      SELECT position, variant, model, task_group, metric, if(format = 'w3', 2, 3) AS tasks, 3 AS expected_tasks,
        value, if(metric = 'acc', 0.01D, null) AS value_stderr, if(baseline, 100D, 97.25D) AS recovery
      FROM cells_of_page
        LATERAL VIEW explode(array('all', 'hard {hostile}')) g AS task_group
        LATERAL VIEW inline(array(struct('acc' AS metric), struct('word_perplexity,none' AS metric))) m
      WHERE task = 'pocket_next_sentence' AND value IS NOT NULL ORDER BY position
      """;

  private static final String CATEGORIES =
      """
      SELECT model, variant, category, value, 40L AS items, cast(30 - n AS long) AS right, 30L AS baseline_right
      FROM (SELECT DISTINCT model, variant FROM cells_of_page WHERE NOT baseline)
        LATERAL VIEW inline(array(struct('length' AS category, '1024' AS value, 0 AS n), struct('length' AS category, '4096' AS value, 3 AS n),
          struct('depth' AS category, '0' AS value, 1 AS n), struct('depth' AS category, '50 {hostile}' AS value, 9 AS n))) c
      """;

  private static final String LAYERS =
      """
      SELECT model, block, module, concat('model.layers.', block, '.', module) AS name,
        -0.4D AS weights_min, if(block = 2 AND module = 'down_proj', 9D, 0.3D) AS weights_max, 0.2D AS weights_most, 2.5D AS weights_channel,
        if(block = 2 AND module = 'down_proj', 9D, 0.4D) AS weight,
        -3D AS inputs_min, 2D + block AS inputs_max, 2D AS inputs_most, if(block = 3 AND module = 'q_proj', 64D, 4D) AS inputs_channel, 3D AS input
      FROM (SELECT explode(array('pocket-s', 'pocket-m {hostile}')) AS model)
        LATERAL VIEW explode(array(0, 1, 2, 3)) b AS block
        LATERAL VIEW explode(array('q_proj', 'down_proj', '{hostile}')) m AS module
      """;

  private static final String SAMPLE =
      """
      SELECT cell, cast(n AS long) AS doc_id, 0 AS repeat, kind, if(baseline, null, if(n < 2, 'lost', 'none')) AS flip,
        baseline OR n > 1 AS correct, if(kind = 'generate', null, 0.5D / (n + 1)) AS kl_mean, 0.5D AS top1_agreement,
        if(kind = 'generate', 0.6D, null) AS similarity,
        if(kind = 'multiple_choice', array(-1.5D, -2.25D, cast('-infinity' AS double)), if(kind = 'rolling', array(-100.5D), cast(array() AS array<double>))) AS loglikelihoods,
        if(kind = 'multiple_choice', if(baseline, 0, 1), null) AS predicted,
        if(kind = 'multiple_choice', '0', 'the answer {hostile}') AS target,
        if(kind = 'generate', if(baseline, 'The quick brown fox jumps over the lazy dog. {hostile}', 'The quick red fox jumps on the lazy dog again. {hostile}'), null) AS output,
        120L AS length
      FROM cells_of_page LATERAL VIEW explode(array(0, 1, 2)) i AS n
      WHERE failure IS NULL
      """;

  private SamplePage() {}

  static String render() {
    return render("true");
  }

  /** Of the cells that meet a condition. */
  static String render(String condition) {
    try (SparkSession spark = open()) {
      return ReportPage.render(content(spark, condition));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Dataset<Row> sql(SparkSession spark, String query) {
    return spark.sql(query.replace("{hostile}", HOSTILE.replace("'", "\\'")));
  }

  /** With the types of the cells table. */
  private static Dataset<Row> asTable(Dataset<Row> cells) {
    Dataset<Row> typed = cells;
    for (StructField field : BaseTable.CELLS.schema().fields()) {
      if (List.of(cells.columns()).contains(field.name())) {
        typed = typed.withColumn(field.name(), functions.col(field.name()).cast(field.dataType()));
      }
    }
    return typed;
  }

  static PageContent content(SparkSession spark, String condition) {
    Dataset<Row> cells =
        asTable(sql(spark, CELLS)).filter(condition).orderBy("position").coalesce(1);
    cells.createOrReplaceTempView("cells_of_page");
    List<Row> variants =
        VariantTable.of(cells.collectAsList())
            .in(spark)
            .withColumn("recovery_low", functions.expr("recovery - 1.5"))
            .withColumn("recovery_high", functions.expr("recovery + 1.5"))
            .withColumn(
                "verdict",
                functions.expr(
                    "if(baseline, null, if(recovery > 96, 'lossless', if(recovery < 94, 'worse', 'not enough samples')))"))
            .collectAsList();
    Map<String, Row> rows = new LinkedHashMap<>();
    sql(spark, SAMPLE)
        .collectAsList()
        .forEach(row -> rows.put(row.getAs("cell") + "/" + row.getAs("doc_id"), row));
    List<Row> grid = cells.collectAsList();
    List<ShownSample> samples = new ArrayList<>();
    for (Row cell : grid) {
      for (int n = 0; n < 3 && !cell.<Boolean>getAs("baseline"); n++) {
        Row quantized = rows.get(cell.getAs("cell") + "/" + n);
        if (quantized != null) {
          Row base = rows.get(cell.getAs("baseline_cell") + "/" + n);
          samples.add(
              new ShownSample(cell.getAs("cell"), n + 1, quantized, Optional.ofNullable(base)));
        }
      }
    }
    return new PageContent(
        "sample <i>sweep</i> " + HOSTILE,
        grid,
        variants,
        sql(spark, GROUPS).collectAsList(),
        sql(spark, COMPARISONS).collectAsList(),
        samples,
        sql(spark, CATEGORIES).collectAsList(),
        grid.isEmpty() ? List.of() : sql(spark, LAYERS).collectAsList(),
        Map.of("engine", "torch", "model " + HOSTILE, HOSTILE));
  }

  static SparkSession open() {
    return SparkSession.builder()
        .master("local[1]")
        .config("spark.ui.enabled", false)
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", 1)
        .getOrCreate();
  }
}
