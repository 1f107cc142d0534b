package io.quantgrid.jobs.analyse;

import io.quantgrid.core.evaluate.GroupFigure;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Recovery;
import io.quantgrid.core.grid.GroupRule;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.core.grid.PlanJson.CellJson;
import io.quantgrid.core.grid.PlanJson.VariantJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The groups table: figures of a sweep's groups as wholes, such as MMLU's over its subjects, one
 * row per variant, group and metric. Computed on the driver from the rows of cells.
 */
final class GroupTable {
  static final StructType TYPE =
      new StructType()
          .add("position", DataTypes.LongType, false)
          .add("sweep", DataTypes.StringType, false)
          .add("variant", DataTypes.StringType, false)
          .add("model", DataTypes.StringType, false)
          .add("format", DataTypes.StringType, false)
          .add("method", DataTypes.StringType, false)
          .add("calibration", DataTypes.StringType, true)
          .add("baseline", DataTypes.BooleanType, false)
          .add("task_group", DataTypes.StringType, false)
          .add("metric", DataTypes.StringType, false)
          .add("higher_is_better", DataTypes.BooleanType, false)
          .add("weight_by_size", DataTypes.BooleanType, false)
          .add("tasks", DataTypes.IntegerType, false)
          .add("expected_tasks", DataTypes.IntegerType, false)
          .add("items", DataTypes.LongType, false)
          .add("value", DataTypes.DoubleType, false)
          .add("value_stderr", DataTypes.DoubleType, true)
          .add("baseline_value", DataTypes.DoubleType, true)
          .add("recovery", DataTypes.DoubleType, true);

  /** A group's metric over the members of one variant that have it. */
  private record Found(
      GroupRule rule, MetricSpec metric, List<GroupFigure.Member> members, int expected) {
    GroupFigure figure() {
      return rule.metric().figure(members);
    }

    long items() {
      return members.stream().mapToLong(GroupFigure.Member::items).sum();
    }

    /** The same on both sides, so that they can be compared. */
    String key() {
      return rule.group() + "\n" + metric.key() + "\n" + members.size();
    }
  }

  private final PlanJson plan;
  private final Map<String, Row> cells = new HashMap<>();

  private GroupTable(PlanJson plan, List<Row> cells) {
    this.plan = plan;
    cells.forEach(row -> this.cells.put(row.getAs("cell"), row));
  }

  /**
   * Computes the table; a group without any figure has no row.
   *
   * @param cells rows of {@link CellTable}
   */
  static LocalTable of(PlanJson plan, List<Row> cells) {
    return new LocalTable(TYPE, new GroupTable(plan, cells).rows());
  }

  private List<Row> rows() {
    Map<String, Map<String, CellJson>> byVariant = new HashMap<>();
    for (CellJson cell : plan.cells()) {
      byVariant
          .computeIfAbsent(cell.variant(), variant -> new LinkedHashMap<>())
          .put(cell.task(), cell);
    }
    Map<String, Map<String, Found>> baselines = new HashMap<>(); // by model, by key
    List<Row> rows = new ArrayList<>();
    for (VariantJson variant : plan.variants()) {
      Map<String, CellJson> own = byVariant.getOrDefault(variant.id(), Map.of());
      boolean baseline = own.values().stream().allMatch(c -> c.id().equals(c.baselineId()));
      for (GroupRule rule : plan.groups()) {
        for (Found found : found(rule, own)) {
          if (baseline) {
            baselines
                .computeIfAbsent(variant.model(), model -> new HashMap<>())
                .put(found.key(), found);
          }
          Found before = baselines.getOrDefault(variant.model(), Map.of()).get(found.key());
          rows.add(row(rows.size(), variant, baseline, found, before));
        }
      }
    }
    return rows;
  }

  /** One for each filter that the metric is taken from. */
  private List<Found> found(GroupRule rule, Map<String, CellJson> own) {
    Map<String, Found> found = new LinkedHashMap<>();
    int expected = (int) rule.tasks().stream().filter(own::containsKey).count();
    for (String task : rule.tasks()) {
      CellJson cell = own.get(task);
      Row row = cell == null ? null : cells.get(cell.id());
      if (row != null && "done".equals(row.getAs("status"))) {
        for (MetricSpec metric : cell.metrics()) {
          if (metric.name().equals(rule.metric().metric())
              && rule.metric().takes(metric.filter())) {
            found
                .computeIfAbsent(
                    metric.key(), key -> new Found(rule, metric, new ArrayList<>(), expected))
                .members()
                .addAll(member(row, cell, metric));
          }
        }
      }
    }
    return found.values().stream().filter(one -> !one.members().isEmpty()).toList();
  }

  private static List<GroupFigure.Member> member(Row row, CellJson cell, MetricSpec metric) {
    Map<String, Double> values = row.getJavaMap(row.fieldIndex("metrics"));
    Map<String, Double> errors = row.getJavaMap(row.fieldIndex("stderrs"));
    Double value = values.get(metric.key());
    Double error = errors.get(metric.key());
    return value == null
        ? List.of()
        : List.of(
            new GroupFigure.Member(
                value,
                error == null ? OptionalDouble.empty() : OptionalDouble.of(error),
                row.<Long>getAs("samples") / cell.repeats()));
  }

  private Row row(long position, VariantJson variant, boolean baseline, Found found, Found before) {
    GroupFigure figure = found.figure();
    OptionalDouble error = figure.standardError();
    Double beforeValue = before == null ? null : before.figure().value();
    return new GenericRowWithSchema(
        new Object[] {
          position,
          plan.name(),
          variant.id(),
          variant.model(),
          variant.format(),
          variant.method(),
          variant.calibration().isEmpty() ? null : variant.calibration(),
          baseline,
          found.rule().group(),
          found.metric().key(),
          found.metric().higherIsBetter(),
          found.rule().metric().weightBySize(),
          found.members().size(),
          found.expected(),
          found.items(),
          figure.value(),
          error.isPresent() ? error.getAsDouble() : null,
          beforeValue,
          recovery(found.metric(), figure.value(), beforeValue)
        },
        TYPE);
  }

  private static Double recovery(MetricSpec metric, double value, Double before) {
    OptionalDouble recovery =
        before == null ? OptionalDouble.empty() : Recovery.of(metric, value, before);
    return recovery.isPresent() ? (Double) recovery.getAsDouble() : null;
  }
}
