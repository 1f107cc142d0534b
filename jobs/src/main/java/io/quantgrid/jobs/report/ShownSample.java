package io.quantgrid.jobs.report;

import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * A sample that the page shows, beside the same item on the baseline. Rows have the columns of the
 * samples table that are shown, {@code similarity} as one number from 0 to 1, texts cut, and {@code
 * length}, the characters of the whole text.
 *
 * @param cell id of the cell
 * @param rank from 1, the worst of the cell
 */
public record ShownSample(String cell, int rank, Row quantized, Optional<Row> baseline) {}
