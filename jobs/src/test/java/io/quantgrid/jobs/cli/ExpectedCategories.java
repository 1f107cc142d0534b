package io.quantgrid.jobs.cli;

import static io.quantgrid.jobs.cli.ExpectedViews.mean;
import static io.quantgrid.jobs.cli.ExpectedViews.row;

import io.quantgrid.jobs.table.SampleRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The view by_category by plain loops. */
record ExpectedCategories(List<Map<String, Object>> cells, Map<String, List<SampleRow>> samples) {
  List<Map<String, Object>> rows() {
    Map<List<Object>, List<SampleRow>> groups = new LinkedHashMap<>();
    for (Map<String, Object> cell : cells) {
      for (SampleRow row : samples.getOrDefault(cell.get("cell"), List.of())) {
        Object variant = cell.get("variant");
        Object task = cell.get("task");
        group(groups, row, variant, "task_type", cell.get("task_type"), null);
        group(groups, row, variant, "shots", "" + row.shots(), task);
        if (row.facts() != null) {
          row.facts().forEach((name, value) -> group(groups, row, variant, name, value, task));
        }
      }
    }
    List<Map<String, Object>> found = new ArrayList<>();
    groups.forEach(
        (key, its) -> {
          long right = its.stream().filter(row -> Boolean.TRUE.equals(row.correct())).count();
          long judged = its.stream().filter(row -> row.correct() != null).count();
          long compared = its.stream().filter(row -> row.baselineCorrect() != null).count();
          long before =
              its.stream().filter(row -> Boolean.TRUE.equals(row.baselineCorrect())).count();
          long gained = its.stream().filter(row -> "gained".equals(row.flip())).count();
          long lost = its.stream().filter(row -> "lost".equals(row.flip())).count();
          found.add(
              row(
                  "variant",
                  key.get(0),
                  "dimension",
                  key.get(1),
                  "category",
                  key.get(2),
                  "task",
                  key.get(3),
                  "items",
                  (long) its.size(),
                  "judged",
                  judged,
                  "compared",
                  compared,
                  "gained",
                  gained,
                  "lost",
                  lost,
                  "accuracy",
                  share((double) right, (double) judged),
                  "baseline_accuracy",
                  share((double) before, (double) compared),
                  "recovery",
                  compared == 0 ? null : share(100.0 * right, (double) before),
                  "flips",
                  share(100.0 * (gained + lost), (double) compared),
                  "kl_mean",
                  mean(its.stream().map(SampleRow::klMean))));
        });
    return found;
  }

  private static void group(
      Map<List<Object>, List<SampleRow>> groups, SampleRow row, Object... key) {
    groups.computeIfAbsent(Arrays.asList(key), k -> new ArrayList<>()).add(row);
  }

  private static Double share(double part, double whole) {
    return whole == 0 ? null : part / whole;
  }
}
