package io.quantgrid.jobs.analyse;

import static org.apache.spark.sql.functions.broadcast;

import io.quantgrid.jobs.report.ShownSample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Of every quantized cell the samples that show best what was lost: items that became wrong first,
 * then by divergence or, of generated text, by how little it is like the baseline's. Spark ranks
 * narrow rows and fetches texts of the few that are shown; only those reach the driver.
 */
final class WorstSamples {
  /** Samples of all cells together. */
  private static final int MOST = 3000;

  private static final int MOST_OF_A_CELL = 12;

  /** Characters of a text that are looked at; the page shows fewer. */
  static final int CHARACTERS = 4000;

  private static final StructType PAIRS =
      new StructType()
          .add("cell", DataTypes.StringType, false)
          .add("baseline_cell", DataTypes.StringType, false);

  private static final String RANKED =
      """
      SELECT cell, baseline_cell, doc_id, repeat, rank FROM (
        SELECT cell, baseline_cell, doc_id, repeat, row_number() OVER (
          PARTITION BY cell ORDER BY lost DESC, distance DESC NULLS LAST, doc_id, repeat) AS rank
        FROM (
          SELECT cell, baseline_cell, doc_id, coalesce(repeat, 0) AS repeat, if(flip = 'lost', 1, 0) AS lost,
            coalesce(kl_mean, 1 - coalesce(similarity['edit'], similarity['chrf'] / 100)) AS distance
          FROM {samples} JOIN {pairs} USING (cell)))
      WHERE rank <= {most}
      """;

  private static final String[] SHOWN = {
    "cell",
    "doc_id",
    "coalesce(repeat, 0) AS repeat",
    "kind",
    "flip",
    "correct",
    "kl_mean",
    "top1_agreement",
    "coalesce(similarity['edit'], similarity['chrf'] / 100) AS similarity",
    "slice(loglikelihoods, 1, 12) AS loglikelihoods",
    "predicted",
    "substr(target, 1, 400) AS target",
    "substr(output, 1, " + CHARACTERS + ") AS output",
    "coalesce(length(output), 0) AS length"
  };

  private record Key(String cell, long docId, int repeat) {}

  private WorstSamples() {}

  /**
   * The samples, cells in order of their position, the worst first.
   *
   * @param cells rows of {@link CellTable}
   */
  static List<ShownSample> of(SparkSession spark, List<Row> cells, Dataset<Row> samples) {
    List<Row> pairs = new ArrayList<>();
    for (Row cell : cells) {
      if (!cell.<Boolean>getAs("baseline") && cell.<Long>getAs("samples") > 0) {
        pairs.add(RowFactory.create(cell.getAs("cell"), cell.getAs("baseline_cell")));
      }
    }
    if (pairs.isEmpty()) {
      return List.of();
    }
    List<Row> ranked = ranked(spark, samples, pairs);
    Map<Key, Row> rows = fetch(spark, samples, ranked);
    Map<String, List<ShownSample>> byCell = new HashMap<>();
    for (Row row : ranked) {
      Key key = new Key(row.getAs("cell"), row.getAs("doc_id"), row.getAs("repeat"));
      Key base = new Key(row.getAs("baseline_cell"), key.docId(), key.repeat());
      byCell
          .computeIfAbsent(key.cell(), name -> new ArrayList<>())
          .add(
              new ShownSample(
                  key.cell(),
                  row.getAs("rank"),
                  rows.get(key),
                  Optional.ofNullable(rows.get(base))));
    }
    List<ShownSample> out = new ArrayList<>();
    for (Row cell : cells) {
      byCell.getOrDefault(cell.<String>getAs("cell"), List.of()).stream()
          .sorted(Comparator.comparingInt(ShownSample::rank))
          .forEach(out::add);
    }
    return out;
  }

  private static List<Row> ranked(SparkSession spark, Dataset<Row> samples, List<Row> pairs) {
    int most = Math.max(1, Math.min(MOST_OF_A_CELL, MOST / pairs.size()));
    String suffix = Integer.toHexString(System.identityHashCode(pairs));
    samples.createOrReplaceTempView("samples_" + suffix);
    broadcast(spark.createDataFrame(pairs, PAIRS)).createOrReplaceTempView("pairs_" + suffix);
    try {
      return spark
          .sql(
              RANKED
                  .replace("{samples}", "samples_" + suffix)
                  .replace("{pairs}", "pairs_" + suffix)
                  .replace("{most}", Integer.toString(most)))
          .collectAsList();
    } finally {
      spark.catalog().dropTempView("samples_" + suffix);
      spark.catalog().dropTempView("pairs_" + suffix);
    }
  }

  /** The rows themselves, of both sides, in one pass over the samples. */
  private static Map<Key, Row> fetch(SparkSession spark, Dataset<Row> samples, List<Row> ranked) {
    StructType type =
        new StructType()
            .add("cell", DataTypes.StringType, false)
            .add("doc_id", DataTypes.LongType, false)
            .add("repeat", DataTypes.IntegerType, false);
    List<Row> wanted =
        ranked.stream()
            .flatMap(
                row ->
                    Stream.of("cell", "baseline_cell")
                        .map(
                            side ->
                                RowFactory.create(
                                    row.getAs(side), row.getAs("doc_id"), row.getAs("repeat"))))
            .distinct()
            .toList();
    Dataset<Row> keys = broadcast(spark.createDataFrame(wanted, type));
    Map<Key, Row> rows = new HashMap<>();
    for (Row row :
        samples
            .selectExpr(SHOWN)
            .join(
                keys,
                CollectionConverters.asScala(List.of("cell", "doc_id", "repeat")).toSeq(),
                "left_semi")
            .collectAsList()) {
      rows.put(new Key(row.getAs("cell"), row.getAs("doc_id"), row.getAs("repeat")), row);
    }
    return rows;
  }
}
