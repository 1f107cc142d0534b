package io.quantgrid.jobs.analyse;

import static org.apache.spark.sql.functions.broadcast;

import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.jobs.report.ShownSample;
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
 * The samples that the page shows: of every quantized cell the worst, each beside its baseline's.
 * Spark fetches their texts; only those reach the driver.
 */
final class WorstSamples {
  /** Samples of all cells together. */
  private static final int MOST = 3000;

  /** Characters of a text that are looked at; the page shows fewer. */
  static final int CHARACTERS = 4000;

  private static final StructType KEYS =
      new StructType()
          .add("cell", DataTypes.StringType, false)
          .add("doc_id", DataTypes.LongType, false)
          .add("repeat", DataTypes.IntegerType, false);

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

  /** A sample to be shown, and the same item of the baseline. */
  private record Wanted(Key own, Key baseline, int rank) {}

  /**
   * The samples, cells in order of their position, the worst first.
   *
   * @param items rows of {@link VariantMerge#ITEM}
   */
  static List<ShownSample> of(
      SparkSession spark, PlanJson plan, List<Row> items, Dataset<Row> samples) {
    long cells = items.stream().map(row -> row.getInt(0)).distinct().count();
    long most = Math.max(1, MOST / Math.max(1, cells));
    List<Wanted> wanted =
        items.stream()
            .filter(item -> item.<Integer>getAs("rank") <= most)
            .sorted(
                Comparator.<Row>comparingInt(item -> item.getAs("position"))
                    .thenComparingInt(item -> item.getAs("rank")))
            .map(item -> wanted(plan, item))
            .toList();
    if (wanted.isEmpty()) {
      return List.of();
    }
    Map<Key, Row> rows = fetch(spark, samples, wanted);
    return wanted.stream()
        .map(
            one ->
                new ShownSample(
                    one.own().cell(),
                    one.rank(),
                    rows.get(one.own()),
                    Optional.ofNullable(rows.get(one.baseline()))))
        .toList();
  }

  private static Wanted wanted(PlanJson plan, Row item) {
    PlanJson.CellJson cell = plan.cells().get(item.<Integer>getAs("position"));
    long document = item.getAs("doc_id");
    int repeat = item.getAs("repeat");
    return new Wanted(
        new Key(cell.id(), document, repeat),
        new Key(cell.baselineId(), document, repeat),
        item.getAs("rank"));
  }

  /** The rows themselves, of both sides, in one pass over the samples. */
  private static Map<Key, Row> fetch(
      SparkSession spark, Dataset<Row> samples, List<Wanted> wanted) {
    List<Row> keys =
        wanted.stream()
            .flatMap(one -> Stream.of(one.own(), one.baseline()))
            .distinct()
            .map(key -> RowFactory.create(key.cell(), key.docId(), key.repeat()))
            .toList();
    Map<Key, Row> rows = new HashMap<>();
    for (Row row :
        samples
            .selectExpr(SHOWN)
            .join(
                broadcast(spark.createDataFrame(keys, KEYS)),
                CollectionConverters.asScala(List.of("cell", "doc_id", "repeat")).toSeq(),
                "left_semi")
            .collectAsList()) {
      rows.put(new Key(row.getAs("cell"), row.getAs("doc_id"), row.getAs("repeat")), row);
    }
    return rows;
  }
}
