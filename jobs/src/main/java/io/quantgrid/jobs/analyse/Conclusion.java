package io.quantgrid.jobs.analyse;

import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.jobs.report.PageContent;
import io.quantgrid.jobs.report.ReportPage;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.SampleFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What stands at the end of a run, made from the samples alone: the tables of cells, comparisons
 * and variants, and the page. Brings rows of cells and variants to the driver, and of samples those
 * that the page shows.
 */
public final class Conclusion {
  private static final String CELLS = "cells";
  private static final String VARIANTS = "report/variants";
  private static final String COMPARISONS = "report/comparisons";
  private static final String GROUPS = "report/groups";

  /** Changes when the tables do, so that those of an earlier version are made anew. */
  private static final String TABLES = "tables 6";

  /** A digest of what the tables were made from; written last. */
  private static final String MADE_FROM = "report/made-from";

  private static final String SUMMARY = "report/summary.txt";

  private Conclusion() {}

  /**
   * What {@link #summarize} left, if every cell of the plan was done then and nothing has changed
   * since. Needs no Spark.
   */
  public static Optional<String> summary(PlanJson plan, OutputFolder output) throws IOException {
    return isCurrent(plan, output, Map.of()) ? output.read(SUMMARY) : Optional.empty();
  }

  /** Keeps the text that a run ended with beside the tables that it was made from. */
  public static void summarize(OutputFolder output, String text) throws IOException {
    output.write(SUMMARY, text);
  }

  private static boolean isCurrent(PlanJson plan, OutputFolder output, Map<String, String> failures)
      throws IOException {
    Optional<String> madeFrom = output.read(MADE_FROM);
    return madeFrom.isPresent() && madeFrom.get().equals(digest(plan, output, failures));
  }

  /**
   * The variants, from the tables that are there if they were made from the same plan, samples and
   * failures, else as {@link #write}.
   *
   * @return rows of {@link VariantTable}
   */
  public static List<Row> of(
      SparkSession spark, PlanJson plan, OutputFolder output, Map<String, String> failures)
      throws IOException {
    if (isCurrent(plan, output, failures)) {
      return spark.read().parquet(output.uri(VARIANTS)).orderBy("position").collectAsList();
    }
    return write(spark, plan, output, failures);
  }

  /** Rows of {@code report/comparisons}; none where the folder has no such table. */
  public static List<Row> comparisons(SparkSession spark, OutputFolder output) throws IOException {
    return output.list(COMPARISONS).isEmpty()
        ? List.of()
        : spark.read().parquet(output.uri(COMPARISONS)).orderBy("position").collectAsList();
  }

  /**
   * Computes and writes {@code cells/}, {@code report/groups/}, {@code report/comparisons/}, {@code
   * report/variants/} and {@code report/index.html}.
   *
   * @param failures why a cell failed, by cell id
   * @return rows of {@link VariantTable}
   */
  public static List<Row> write(
      SparkSession spark, PlanJson plan, OutputFolder output, Map<String, String> failures)
      throws IOException {
    output.delete(MADE_FROM);
    output.delete(SUMMARY);
    Dataset<Row> samples = Views.samples(spark, output);
    SampleSums sums = SampleSums.of(spark, plan, samples);
    LocalTable cells = CellTable.of(plan, failures, sums);
    Comparisons comparisons = Comparisons.of(plan, sums);
    LocalTable variants = VariantTable.of(cells, comparisons);
    LocalTable groups = GroupTable.of(plan, cells.rows());
    cells.write(spark, output.uri(CELLS));
    groups.write(spark, output.uri(GROUPS));
    comparisons.cells().write(spark, output.uri(COMPARISONS));
    variants.write(spark, output.uri(VARIANTS));
    PageContent content =
        new PageContent(
            plan.name(),
            cells.rows(),
            variants.rows(),
            groups.rows(),
            comparisons.cells().rows(),
            WorstSamples.of(spark, plan, sums.worst(), samples),
            CategoryTable.of(plan, sums.categories()),
            LayerSpreads.of(spark, output),
            RunFacts.of(spark, plan, sums.measured().values()));
    output.write("report/index.html", ReportPage.render(content));
    output.write(MADE_FROM, digest(plan, output, failures));
    return variants.rows();
  }

  private static String digest(PlanJson plan, OutputFolder output, Map<String, String> failures)
      throws IOException {
    MessageDigest digest = Sha256.digest();
    digest.update(TABLES.getBytes(StandardCharsets.UTF_8));
    digest.update(plan.write());
    digest.update(failures.toString().getBytes(StandardCharsets.UTF_8));
    for (SampleFile file : output.published().current()) {
      digest.update((file.path() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
