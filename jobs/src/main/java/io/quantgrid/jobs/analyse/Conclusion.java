package io.quantgrid.jobs.analyse;

import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.jobs.report.ReportPage;
import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * What stands at the end of a run, made anew from the samples alone: the cells table, the variants
 * table and the page. Brings rows of cells and variants to the driver, never samples.
 *
 * @param variants rows of {@link VariantTable}
 * @param cells rows of {@link CellTable}
 */
public record Conclusion(List<Row> variants, List<Row> cells) {

  /**
   * Computes and writes {@code cells/}, {@code report/variants/} and {@code report/index.html}.
   *
   * @param failures why a cell failed, by cell id
   */
  public static Conclusion write(
      SparkSession spark, PlanJson plan, OutputFolder output, Map<String, String> failures)
      throws IOException {
    Dataset<Row> cells =
        save(
            CellTable.of(spark, plan, failures, Views.samples(spark, output)), output.uri("cells"));
    Dataset<Row> variants = save(VariantTable.of(cells), output.uri("report/variants"));
    Conclusion conclusion = new Conclusion(variants.collectAsList(), cells.collectAsList());
    output.write(
        "report/index.html",
        ReportPage.render(
            plan.name(), conclusion.cells(), conclusion.variants(), RunFacts.of(spark, plan)));
    return conclusion;
  }

  /** Computes a table once, writes it, and returns its rows as they now stand on the driver. */
  private static Dataset<Row> save(Dataset<Row> table, String uri) {
    Dataset<Row> rows =
        CellTable.local(table.sparkSession(), table.collectAsList(), table.schema());
    rows.write().mode(SaveMode.Overwrite).parquet(uri);
    return rows;
  }
}
