package io.quantgrid.jobs.cli;

import io.quantgrid.jobs.against.Against;
import io.quantgrid.jobs.against.Change;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How {@code report --against} tells what changed. */
final class AgainstText {
  private static final int MOST_ROWS = 60;
  private static final int MOST_NAMES = 10;

  private AgainstText() {}

  static String of(String other, Against against) {
    StringBuilder out = new StringBuilder();
    List<Change> changes = against.changes();
    out.append(
        String.format(
            Locale.ROOT,
            "Against %s: %s in both: %d better, %d worse, %d without a change that shows, %d the same to the last item.%n",
            other,
            changes.size() == 1 ? "1 cell is" : changes.size() + " cells are",
            count(changes, "better"),
            count(changes, "worse"),
            count(changes, "no change shown"),
            count(changes, "same")));
    List<Change> shown =
        changes.stream()
            .filter(change -> !change.verdict().equals("same"))
            .sorted(Comparator.comparingDouble(Change::pValue))
            .toList();
    if (!shown.isEmpty()) {
      out.append(table(shown.subList(0, Math.min(MOST_ROWS, shown.size()))));
      if (shown.size() > MOST_ROWS) {
        out.append("... and ")
            .append(shown.size() - MOST_ROWS)
            .append(" more, none with a smaller p.\n");
      }
      out.append(
          "p: of no change, adjusted for the number of cells (Holm); below 0.05 it shows.\n");
    }
    names(out, "only here", against.onlyHere());
    names(out, "only there", against.onlyThere());
    names(out, "not comparable, since the main metric differs", against.incomparable());
    return out.toString();
  }

  private static long count(List<Change> changes, String verdict) {
    return changes.stream().filter(change -> change.verdict().equals(verdict)).count();
  }

  private static TextTable table(List<Change> changes) {
    TextTable table =
        new TextTable(
            List.of(
                "model", "format", "method", "task", "metric", "here", "there", "items", "p",
                "test", "change"));
    for (Change change : changes) {
      table.row(
          List.of(
              change.model(),
              change.format(),
              change.calibration().isEmpty()
                  ? change.method()
                  : change.method() + " · " + change.calibration(),
              change.task(),
              change.metric(),
              figure(change.value()),
              figure(change.before()),
              Long.toString(change.items()),
              String.format(Locale.ROOT, "%.2g", change.pValue()),
              change.test().toString(),
              change.verdict()));
    }
    return table;
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.4f" : "%.2f", value);
  }

  private static void names(StringBuilder out, String what, List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    out.append(what).append(" (").append(names.size()).append("):\n");
    names.stream().limit(MOST_NAMES).forEach(name -> out.append("  ").append(name).append('\n'));
    if (names.size() > MOST_NAMES) {
      out.append("  ... and ").append(names.size() - MOST_NAMES).append(" more\n");
    }
  }
}
