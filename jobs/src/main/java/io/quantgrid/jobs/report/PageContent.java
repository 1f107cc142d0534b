package io.quantgrid.jobs.report;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * All that the page is made of.
 *
 * @param name of the sweep
 * @param cells rows of {@link io.quantgrid.jobs.analyse.CellTable}
 * @param variants rows of {@link io.quantgrid.jobs.analyse.VariantTable}
 * @param groups rows of {@code report/groups}; none where the sweep has no groups
 * @param comparisons rows of {@code report/comparisons}; may be empty
 * @param samples the worst of every cell first
 * @param categories one row per variant, {@code category} and {@code value} with {@code items},
 *     {@code correct} and {@code baseline_correct} (shares)
 * @param layers one row per model and layer with the spread of weights and inputs
 * @param run what was run, in the order shown: versions, machine, times
 */
public record PageContent(
    String name,
    List<Row> cells,
    List<Row> variants,
    List<Row> groups,
    List<Row> comparisons,
    List<ShownSample> samples,
    List<Row> categories,
    List<Row> layers,
    Map<String, String> run) {}
