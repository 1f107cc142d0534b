package io.quantgrid.jobs.analyse;

import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.jobs.report.ProgramVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What was run, for the foot of the page. */
final class RunFacts {
  private RunFacts() {}

  static Map<String, String> of(SparkSession spark, PlanJson plan, Dataset<Row> samples) {
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
    machines(samples, facts);
    for (PlanJson.Model model : plan.models()) {
      facts.put("model " + model.name(), "SHA-256 " + model.hash());
    }
    return facts;
  }

  /**
   * What the rows say of where they were computed; all that is older than a column says nothing.
   */
  private static void machines(Dataset<Row> samples, Map<String, String> facts) {
    Row row =
        samples
            .selectExpr(
                "array_join(slice(array_sort(collect_set(host)), 1, 8), ', ') AS hosts",
                "count(DISTINCT host) AS machines",
                "array_join(slice(array_sort(collect_set(gpu)), 1, 8), ', ') AS gpus",
                "array_join(array_sort(collect_set(engine)), ', ') AS engines",
                "array_join(array_sort(collect_set(compute)), ', ') AS computes",
                "date_format(min(started_at), 'yyyy-MM-dd HH:mm') AS first",
                "date_format(max(finished_at), 'yyyy-MM-dd HH:mm') AS last")
            .head();
    put(facts, "computed on", row.getAs("hosts"));
    if (row.<Long>getAs("machines") > 8) {
      facts.put("machines", Long.toString(row.getAs("machines")));
    }
    put(facts, "GPU addresses", row.getAs("gpus"));
    put(facts, "engines in the rows", row.getAs("engines"));
    put(facts, "arithmetic", row.getAs("computes"));
    if (row.getAs("first") != null && row.getAs("last") != null) {
      facts.put("computed from, to", row.getAs("first") + ", " + row.getAs("last") + " (UTC)");
    }
  }

  private static void put(Map<String, String> facts, String name, String value) {
    if (value != null && !value.isEmpty()) {
      facts.put(name, value);
    }
  }
}
