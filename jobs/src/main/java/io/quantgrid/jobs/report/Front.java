package io.quantgrid.jobs.report;

import java.util.List;
import org.apache.spark.sql.Row;

/** The Pareto front: variants that no other one of the model beats in cost and recovery both. */
final class Front {
  private Front() {}

  /**
   * Whether a quantized variant is on it.
   *
   * @param cost a column of which less is better
   */
  static boolean holds(Row row, List<Row> variants, String cost) {
    Double recovery = Figures.number(row, "recovery");
    Double costs = Figures.number(row, cost);
    if (recovery == null || costs == null || row.<Boolean>getAs("baseline")) {
      return false;
    }
    for (Row other : variants) {
      Double better = Figures.number(other, "recovery");
      Double cheaper = Figures.number(other, cost);
      if (better != null
          && cheaper != null
          && !other.<Boolean>getAs("baseline")
          && other.getAs("model").equals(row.getAs("model"))
          && better >= recovery
          && cheaper <= costs
          && (better > recovery || cheaper < costs)) {
        return false;
      }
    }
    return true;
  }
}
