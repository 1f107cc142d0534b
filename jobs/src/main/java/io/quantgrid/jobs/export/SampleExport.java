package io.quantgrid.jobs.export;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * Writes the samples of a sweep for other programs. Spark streams the samples; the driver holds a
 * row per cell.
 */
public final class SampleExport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PlanJson plan;
  private final Dataset<Row> samples;
  private final Dataset<Row> cells;
  private final Dataset<Row> groups;
  private final String version;

  /**
   * Takes the tables of a sweep.
   *
   * @param samples all columns
   * @param cells the cells table
   * @param groups the groups table
   * @param version of this program
   */
  public SampleExport(
      PlanJson plan,
      Dataset<Row> samples,
      Dataset<Row> cells,
      Dataset<Row> groups,
      String version) {
    this.plan = plan;
    this.samples = samples;
    this.cells = cells;
    this.groups = groups;
    this.version = version;
  }

  /**
   * Writes all samples of the plan's cells.
   *
   * @return how many cells were written
   */
  public int write(SampleForm form, OutputFolder to) throws IOException {
    List<ExportedCell> exported = exported();
    switch (form) {
      case CSV -> csv(to);
      case LM_EVAL -> lmEval(exported, to);
      case EVERY_EVAL_EVER -> everyEvalEver(exported, to);
    }
    to.delete("_attempts");
    return exported.size();
  }

  /** The cells that have samples, with what only samples know. */
  private List<ExportedCell> exported() {
    Map<String, PlanJson.CellJson> planned = new HashMap<>();
    plan.cells().forEach(cell -> planned.put(cell.id(), cell));
    Dataset<Row> known =
        samples.groupBy("cell").agg(max("shots").as("shots"), max("finished_at").as("finished"));
    List<Row> rows =
        cells.join(known, "cell").filter("samples > 0").orderBy("position").collectAsList();
    List<Function<Row, String>> names =
        List.of(
            SampleExport::name,
            row -> name(row) + "__" + row.getAs("calibration"),
            row -> name(row) + "__" + row.getAs("variant"));
    List<Map<String, Set<String>>> variants = new ArrayList<>(); // name -> ids
    for (Function<Row, String> name : names) {
      Map<String, Set<String>> named = new HashMap<>();
      rows.forEach(
          row ->
              named
                  .computeIfAbsent(name.apply(row), key -> new HashSet<>())
                  .add(row.getAs("variant")));
      variants.add(named);
    }
    List<ExportedCell> exported = new ArrayList<>();
    for (Row row : rows) {
      int first = 0;
      while (variants.get(first).get(names.get(first).apply(row)).size() > 1) {
        first++;
      }
      String unique = names.get(first).apply(row);
      exported.add(ExportedCell.of(row, unique, planned.get(row.<String>getAs("cell"))));
    }
    return exported;
  }

  private static String name(Row cell) {
    return cell.getAs("model") + "__" + cell.getAs("format") + "__" + cell.getAs("method");
  }

  private void lmEval(List<ExportedCell> exported, OutputFolder to) throws IOException {
    Map<String, List<ExportedCell>> byVariant = new LinkedHashMap<>();
    exported.forEach(
        cell -> byVariant.computeIfAbsent(cell.variant(), key -> new ArrayList<>()).add(cell));
    Map<String, List<Row>> wholes = new HashMap<>(); // by variant's id
    groups
        .orderBy("position")
        .collectAsList()
        .forEach(
            row -> wholes.computeIfAbsent(row.getAs("variant"), key -> new ArrayList<>()).add(row));
    Map<String, List<String>> members = new HashMap<>();
    plan.groups().forEach(rule -> members.put(rule.group(), rule.tasks()));
    List<ExportedCell> placed = new ArrayList<>();
    for (Map.Entry<String, List<ExportedCell>> variant : byVariant.entrySet()) {
      Instant finished =
          variant.getValue().stream()
              .map(ExportedCell::finished)
              .max(Instant::compareTo)
              .orElseThrow();
      variant.getValue().forEach(cell -> placed.add(cell.in(LmEval.samplesFile(cell, finished))));
      to.write(
          LmEval.resultsFile(variant.getKey(), finished),
          text(
              LmEval.results(
                  variant.getValue(),
                  wholes.getOrDefault(variant.getValue().get(0).variantId(), List.of()),
                  members,
                  version)));
    }
    lines(placed, LmEval::lines, to);
  }

  private void everyEvalEver(List<ExportedCell> exported, OutputFolder to) throws IOException {
    List<ExportedCell> placed = new ArrayList<>();
    for (ExportedCell cell : exported) {
      placed.add(cell.in(EveryEvalEver.samplesFile(cell)));
      to.write(EveryEvalEver.resultsFile(cell), text(EveryEvalEver.results(cell, version)));
    }
    lines(placed, EveryEvalEver::lines, to);
  }

  private static String text(ObjectNode json) throws JsonProcessingException {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
  }

  private void lines(List<ExportedCell> exported, SampleLines lines, OutputFolder to) {
    Map<String, ExportedCell> byId = new HashMap<>();
    exported.forEach(cell -> byId.put(cell.cell(), cell));
    samples
        .repartition(col("cell"))
        .sortWithinPartitions("cell", "doc_id", "repeat")
        .foreachPartition(new CellFiles(byId, lines, to));
  }

  /** Spark's own files, each with a header; what has parts is in JSON. */
  private void csv(OutputFolder to) {
    Column[] columns =
        Arrays.stream(samples.schema().fields()).map(SampleExport::flat).toArray(Column[]::new);
    samples
        .join(cells.select("cell"), samples.col("cell").equalTo(cells.col("cell")), "left_semi")
        .select(columns)
        .write()
        .option("header", true)
        .option("escape", "\"")
        .option("ignoreLeadingWhiteSpace", false)
        .option("ignoreTrailingWhiteSpace", false)
        .csv(to.uri("samples"));
  }

  private static Column flat(StructField field) {
    Column column = col(field.name());
    if (field.dataType() instanceof MapType || field.dataType() instanceof ArrayType) {
      return to_json(column).as(field.name());
    }
    return field.dataType() instanceof StringType
        ? when(
                column.rlike("^" + Csv.FORMULA).and(not(column.rlike("^(" + Csv.NUMBER + ")$"))),
                concat(lit("'"), column))
            .otherwise(column)
            .as(field.name())
        : column;
  }
}
