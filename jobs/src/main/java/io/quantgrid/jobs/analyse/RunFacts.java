package io.quantgrid.jobs.analyse;

import io.quantgrid.core.grid.PlanJson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** What was run, for the foot of the page. */
final class RunFacts {
  private RunFacts() {}

  static Map<String, String> of(SparkSession spark, PlanJson plan) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("engine", plan.engine().name() + " " + plan.engine().version());
    facts.put("device", plan.engine().device());
    facts.put("computes in", plan.dtype());
    facts.put("batch, threads, top k", plan.batch() + ", " + plan.threads() + ", " + plan.topK());
    facts.put("samples per cell", plan.samples() == 0 ? "all" : "at most " + plan.samples());
    facts.put("results version", Integer.toString(plan.resultsVersion()));
    facts.put("Spark", spark.version());
    facts.put("Java", Runtime.version().toString());
    for (PlanJson.Model model : plan.models()) {
      facts.put("model " + model.name(), "SHA-256 " + model.hash());
    }
    return facts;
  }
}
