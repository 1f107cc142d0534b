package io.quantgrid.jobs.analyse;

import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.jobs.report.ProgramVersion;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What was run, for the foot of the page. */
final class RunFacts {
  private static final int MOST = 8;
  private static final Set<String> USUAL = Set.of("written", "quantized", "all");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  private RunFacts() {}

  /**
   * The facts, in the order shown.
   *
   * @param measured rows of {@link CellSchema#MEASURED}
   */
  static Map<String, String> of(SparkSession spark, PlanJson plan, Collection<Row> measured) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("page made by", "quantgrid " + ProgramVersion.text());
    facts.put("engine", plan.engine().name() + " " + plan.engine().version());
    facts.put("device", plan.engine().device());
    facts.put("computes in", plan.dtype());
    facts.put("batch, threads, top k", plan.batch() + ", " + plan.threads() + ", " + plan.topK());
    facts.put("samples per cell", plan.samples() == 0 ? "all" : "at most " + plan.samples());
    facts.put("results version", Integer.toString(plan.resultsVersion()));
    facts.put("Spark", spark.version());
    facts.put("Java", Runtime.version().toString());
    plan.calibrations().forEach(one -> facts.put("calibration " + one.name(), said(one)));
    machines(measured, facts);
    for (PlanJson.Model model : plan.models()) {
      facts.put("model " + model.name(), "SHA-256 " + model.hash());
    }
    return facts;
  }

  private static String said(PlanJson.CalibrationJson one) {
    String unusual =
        Stream.of(one.order(), one.states(), one.experts())
            .filter(word -> !USUAL.contains(word))
            .map(word -> ", " + word)
            .collect(Collectors.joining());
    return "%s, %d texts of at most %d tokens, seed %d%s"
        .formatted(one.task(), one.samples(), one.tokens(), one.seed(), unusual);
  }

  /** What the rows say of where they were computed; older ones say nothing of some of it. */
  private static void machines(Collection<Row> measured, Map<String, String> facts) {
    List<String> hosts = names(measured, "hosts");
    put(facts, "computed on", first(hosts));
    if (hosts.size() > MOST) {
      facts.put("machines", Integer.toString(hosts.size()));
    }
    put(facts, "GPU addresses", first(names(measured, "gpus")));
    put(facts, "engines in the rows", String.join(", ", names(measured, "engines")));
    put(facts, "arithmetic", String.join(", ", names(measured, "computes")));
    LongSummaryStatistics started = times(measured, "started");
    LongSummaryStatistics finished = times(measured, "finished");
    if (started.getCount() > 0 && finished.getCount() > 0) {
      facts.put(
          "computed from, to", time(started.getMin()) + ", " + time(finished.getMax()) + " (UTC)");
    }
  }

  private static List<String> names(Collection<Row> measured, String column) {
    return measured.stream()
        .flatMap(row -> row.<String>getList(row.fieldIndex(column)).stream())
        .sorted()
        .distinct()
        .toList();
  }

  private static String first(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(MOST, names.size())));
  }

  private static LongSummaryStatistics times(Collection<Row> measured, String column) {
    return measured.stream()
        .filter(row -> row.getAs(column) != null)
        .mapToLong(row -> row.<Long>getAs(column))
        .summaryStatistics();
  }

  private static String time(long micros) {
    return TIME.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
  }

  private static void put(Map<String, String> facts, String name, String value) {
    if (!value.isEmpty()) {
      facts.put(name, value);
    }
  }
}
