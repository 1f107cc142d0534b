package io.quantgrid.jobs.cli;

import static io.quantgrid.jobs.cli.ExpectedViews.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** Correlations of tasks over the variants of one model, by plain loops. */
record ExpectedRanks(List<Map<String, Object>> cells, List<Map<String, Object>> variants) {
  private static final double QUANTILE = 1.959963984540054; // of the standard normal, 97.5 %

  List<Map<String, Object>> correlation() {
    List<Map<String, Object>> found = new ArrayList<>();
    for (String rolling : tasks(kind -> kind.equals("rolling"))) {
      for (String task : tasks(kind -> !kind.equals("rolling"))) {
        double[][] both = values(rolling, task, cell -> (Double) cell.get("value"));
        Double pearson = pearson(both[0], both[1]);
        Double spearman = pearson(ranks(both[0]), ranks(both[1]));
        int n = both[0].length;
        for (String model : Arrays.asList("pocket-s", null)) {
          found.add(
              row(
                  "model",
                  model,
                  "perplexity_task",
                  rolling,
                  "task",
                  task,
                  "variants",
                  (long) n,
                  "pearson",
                  pearson,
                  "pearson_low",
                  bound(pearson, -width(n)),
                  "pearson_high",
                  bound(pearson, width(n)),
                  "spearman",
                  spearman,
                  "spearman_low",
                  bound(spearman, -wider(n, spearman)),
                  "spearman_high",
                  bound(spearman, wider(n, spearman))));
        }
      }
    }
    return found;
  }

  List<Map<String, Object>> rankStability() {
    List<Map<String, Object>> found = new ArrayList<>();
    for (String task : tasks(kind -> true)) {
      for (String other : tasks(kind -> true)) {
        if (task.compareTo(other) < 0) {
          double[][] both =
              values(
                  task,
                  other,
                  cell ->
                      ((Boolean) cell.get("higher_is_better") ? -1 : 1)
                          * (Double) cell.get("value"));
          double[] a = ranks(both[0]);
          double[] b = ranks(both[1]);
          Double places = 0.0;
          for (int i = 0; i < a.length; i++) {
            places += Math.abs(a[i] - b[i]) / a.length;
          }
          Double spearman = pearson(a, b);
          for (String model : Arrays.asList("pocket-s", null)) {
            found.add(
                row(
                    "model",
                    model,
                    "task",
                    task,
                    "other_task",
                    other,
                    "variants",
                    (long) a.length,
                    "mean_places",
                    places,
                    "spearman",
                    spearman,
                    "spearman_low",
                    bound(spearman, -wider(a.length, spearman)),
                    "spearman_high",
                    bound(spearman, wider(a.length, spearman))));
          }
        }
      }
    }
    return found;
  }

  private List<String> tasks(Predicate<String> kind) {
    return cells.stream()
        .filter(cell -> kind.test((String) cell.get("kind")))
        .map(cell -> (String) cell.get("task"))
        .distinct()
        .toList();
  }

  /** Figures of two tasks, variant by variant. */
  private double[][] values(String a, String b, Function<Map<String, Object>, Double> figure) {
    double[][] both = new double[2][variants.size()];
    for (int i = 0; i < variants.size(); i++) {
      Object variant = variants.get(i).get("variant");
      for (Map<String, Object> cell : cells) {
        if (cell.get("variant").equals(variant)) {
          both[0][i] = cell.get("task").equals(a) ? figure.apply(cell) : both[0][i];
          both[1][i] = cell.get("task").equals(b) ? figure.apply(cell) : both[1][i];
        }
      }
    }
    return both;
  }

  private static double[] ranks(double[] values) {
    return Arrays.stream(values)
        .map(
            value ->
                Arrays.stream(values).filter(other -> other < value).count()
                    + (Arrays.stream(values).filter(other -> other == value).count() + 1) / 2.0)
        .toArray();
  }

  private static Double pearson(double[] x, double[] y) {
    double meanX = Arrays.stream(x).average().orElse(0);
    double meanY = Arrays.stream(y).average().orElse(0);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - meanX) * (y[i] - meanY);
      xx += (x[i] - meanX) * (x[i] - meanX);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    boolean varies =
        Arrays.stream(x).distinct().count() > 1 && Arrays.stream(y).distinct().count() > 1;
    return varies ? xy / Math.sqrt(xx * yy) : null;
  }

  private static double width(int n) {
    return QUANTILE / Math.sqrt(n - 3);
  }

  private static double wider(int n, Double r) {
    return r == null ? 0 : width(n) * Math.sqrt(1 + r * r / 2);
  }

  private static Double bound(Double r, double away) {
    return r == null ? null : Math.tanh(0.5 * Math.log((1 + r) / (1 - r)) + away);
  }
}
