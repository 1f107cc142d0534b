package io.quantgrid.jobs.analyse;

import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.SampleFile;
import io.quantgrid.jobs.table.LayerTable;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.types.StructType;

/**
 * The tables that a sweep leaves, under their names in SQL, with the columns that views may rely on
 * whatever version wrote the files; docs/format says what they mean.
 */
public enum BaseTable {
  SAMPLES("samples", "/*/*/*.parquet", columns(SampleSchema.TYPE)),
  CELLS(
      "cells",
      "/*.parquet",
      """
      position BIGINT, sweep STRING, cell STRING, baseline_cell STRING, variant STRING,
      model STRING, format STRING, method STRING, weights STRING, activations STRING, kv STRING,
      calibration STRING, calibration_source STRING, calibration_samples INT,
      calibration_tokens INT, calibration_seed BIGINT, baseline BOOLEAN, task STRING,
      task_type STRING, kind STRING, main_metric STRING, higher_is_better BOOLEAN, expected_samples BIGINT, failure STRING,
      samples BIGINT, metrics MAP<STRING, DOUBLE>, stderrs MAP<STRING, DOUBLE>, value DOUBLE,
      value_stderr DOUBLE, gained BIGINT, lost BIGINT, compared BIGINT, kl_mean DOUBLE,
      kl_max DOUBLE, top1_agreement DOUBLE, similarity MAP<STRING, DOUBLE>, tokens BIGINT,
      seconds DOUBLE, bits_per_weight DOUBLE, model_bytes BIGINT, parameters BIGINT,
      family STRING, compute STRING, engine STRING, baseline_value DOUBLE, status STRING,
      recovery DOUBLE, flips DOUBLE\
      """),
  VARIANTS(
      "report/variants",
      "/*.parquet",
      """
      variant STRING, position BIGINT, model STRING, format STRING, method STRING,
      weights STRING, activations STRING, kv STRING, calibration STRING, baseline BOOLEAN,
      family STRING, parameters BIGINT, bits_per_weight DOUBLE, model_bytes BIGINT, compute STRING,
      engine STRING, recovery DOUBLE, perplexity DOUBLE, flips DOUBLE, gained BIGINT,
      lost BIGINT, compared BIGINT, kl_mean DOUBLE, top1_agreement DOUBLE, samples BIGINT,
      seconds DOUBLE, samples_per_second DOUBLE, cells_done BIGINT, cells_failed BIGINT,
      cells BIGINT, recovery_low DOUBLE, recovery_high DOUBLE, verdict STRING,
      recovery_by_type MAP<STRING, DOUBLE>, calibrations BIGINT\
      """),
  COMPARISONS("report/comparisons", "/*.parquet", columns(ComparisonSchema.TABLE)),
  GROUPS("report/groups", "/*.parquet", columns(GroupTable.TYPE)),
  LAYERS(
      "variants",
      "/*/" + LayerTable.FILE,
      """
      weights_id STRING, model STRING, format STRING, method STRING, calibration STRING,
      name STRING, block INT, module STRING, rows INT, columns INT, scheme STRING, form STRING,
      bits_per_weight DOUBLE,
      weights {spread}, transformed {spread}, inputs {spread}, transformed_inputs {spread},
      rounded {errors}, found {errors}, scales {spread}, seconds DOUBLE,
      notes MAP<STRING, DOUBLE>\
      """
          .replace(
              "{spread}",
              "STRUCT<count: BIGINT, min: DOUBLE, max: DOUBLE, mean: DOUBLE, deviation: DOUBLE,"
                  + " kurtosis: DOUBLE, outlier_share: DOUBLE, magnitudes: ARRAY<DOUBLE>,"
                  + " largest_channel: DOUBLE, histogram_low: DOUBLE, histogram_high: DOUBLE,"
                  + " histogram: ARRAY<BIGINT>>")
          .replace(
              "{errors}",
              "STRUCT<weight_mse: DOUBLE, weight_snr: DOUBLE, output_mse: DOUBLE,"
                  + " output_snr: DOUBLE>")),
  JUDGEMENTS(
      "judge/judgements",
      "/*.parquet",
      """
      model STRING, task STRING, format STRING, method STRING, calibration STRING, cell STRING,
      doc_id BIGINT, repeat INT, style STRING, judge STRING, score DOUBLE, games INT,
      verdicts ARRAY<STRING>\
      """);

  private final String folder;
  private final String below;
  private final String columns;

  BaseTable(String folder, String below, String columns) {
    this.folder = folder;
    this.below = below;
    this.columns = columns;
  }

  private static String columns(StructType schema) {
    return schema.toDDL().replace(" NOT NULL", "");
  }

  /** Its name in SQL. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The folder below which its files lie, in an output folder. */
  String folder() {
    return folder;
  }

  /** Where they lie in it, with {@code *} for a part of a path. */
  String below() {
    return below;
  }

  /** Columns that are there in SQL, null where the files are older than they. */
  public StructType schema() {
    return StructType.fromDDL(columns);
  }

  /** URIs of its files that count; none where the sweep left no such table. */
  List<String> files(OutputFolder output) throws IOException {
    if (this == SAMPLES) {
      return output.published().current().stream().map(SampleFile::path).map(output::uri).toList();
    }
    String end = below.substring(below.lastIndexOf('*') + 1);
    return output.list(folder).stream()
        .filter(path -> path.endsWith(end))
        .map(output::uri)
        .toList();
  }
}
