package io.quantgrid.jobs.against;

import io.quantgrid.core.stats.Holm;
import io.quantgrid.core.stats.McNemar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * What became of one cell from another sweep to this one.
 *
 * @param calibration name of it, where a sweep has several; else empty
 * @param metric the main metric
 * @param value of it here, over all items of the cell
 * @param before its value there
 * @param gain value - before, or the other way round where lower is better: above 0 is better
 * @param items that the test looked at: pairs, or of both sides where few are the same
 * @param test how p was found
 * @param pValue of no change, adjusted over all changes (Holm) by {@link #adjusted}
 */
public record Change(
    String model,
    String format,
    String method,
    String calibration,
    String task,
    String metric,
    double value,
    double before,
    double gain,
    long items,
    Test test,
    double pValue) {
  private static final double LEVEL = 0.05;

  /** How a change is told from chance. */
  public enum Test {
    /** Every item that both have came to the same value. */
    SAME("same items, same values"),
    MCNEMAR("McNemar, exact"),
    PAIRED_T("paired t"),
    WELCH("unpaired (Welch)"),
    NONE("too few items");

    private final String text;

    Test(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** What is shown: {@code better}, {@code worse}, {@code same} or {@code no change shown}. */
  public String verdict() {
    if (test == Test.SAME) {
      return "same";
    }
    return pValue < LEVEL && gain != 0 ? (gain > 0 ? "better" : "worse") : "no change shown";
  }

  /**
   * The change of a cell.
   *
   * @param sums of the cell's items: counts, means and variances on both sides and of the pairs
   */
  static Change of(Row here, Row there, Row sums, String calibration) {
    double value = here.getAs("value");
    double before = there.getAs("value");
    boolean higher = here.getAs("higher_is_better");
    long pairs = sums.getAs("pairs");
    long hereItems = sums.getAs("here_items");
    long thereItems = sums.getAs("there_items");
    boolean paired = 2 * pairs >= Math.min(hereItems, thereItems) && pairs > 1;
    Test test;
    double p;
    if (paired) {
      double mean = sums.getAs("mean");
      double deviation = sums.getAs("deviation");
      if (mean == 0 && deviation == 0) {
        test = Test.SAME;
        p = 1;
      } else if (sums.<Long>getAs("judged") == pairs) {
        test = Test.MCNEMAR;
        p = new McNemar(sums.<Long>getAs("lost"), sums.<Long>getAs("gained")).pValue();
      } else {
        test = Test.PAIRED_T;
        p = Significance.pairedT(mean, deviation, pairs);
      }
    } else {
      Optional<Double> welch =
          Significance.welch(
              sums.getAs("here_mean"),
              sums.getAs("here_variance"),
              hereItems,
              sums.getAs("there_mean"),
              sums.getAs("there_variance"),
              thereItems);
      test = welch.isPresent() ? Test.WELCH : Test.NONE;
      p = welch.orElse(1.0);
    }
    return new Change(
        here.getAs("model"),
        here.getAs("format"),
        here.getAs("method"),
        calibration,
        here.getAs("task"),
        here.getAs("main_metric"),
        value,
        before,
        higher ? value - before : before - value,
        paired ? pairs : hereItems + thereItems,
        test,
        p);
  }

  /** The same with p-values adjusted over all that were tested. */
  static List<Change> adjusted(List<Change> changes) {
    double[] p = changes.stream().filter(Change::tested).mapToDouble(Change::pValue).toArray();
    double[] holm = Holm.adjusted(p);
    List<Change> out = new ArrayList<>();
    int next = 0;
    for (Change change : changes) {
      out.add(change.tested() ? change.with(holm[next++]) : change);
    }
    return out;
  }

  private boolean tested() {
    return test != Test.SAME && test != Test.NONE;
  }

  private Change with(double adjusted) {
    return new Change(
        model,
        format,
        method,
        calibration,
        task,
        metric,
        value,
        before,
        gain,
        items,
        test,
        adjusted);
  }
}
