package io.quantgrid.jobs.expect;

import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.core.grid.PlanJson.CellJson;
import io.quantgrid.core.grid.PlanJson.VariantJson;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.Partition;
import io.quantgrid.jobs.sweep.Failures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
import org.apache.hadoop.conf.Configuration;

/**
 * What a sweep gave: {@code Expectations.of("out/quickstart").recovery("w8a8-fp")}. Figures of
 * several cells (tasks, models, methods, calibrations) are the mean over them; every figure has an
 * interval. A figure that no cell has is NaN, which is neither more nor less than any number.
 * Thread safe.
 */
public final class Expectations {
  private final PlanJson plan;
  private final Map<String, VariantJson> variants;
  private final Samples samples;
  private final Map<String, String> reasons;
  private final Predicate<CellJson> chosen;

  private Expectations(
      PlanJson plan, Samples samples, Map<String, String> reasons, Predicate<CellJson> chosen) {
    this.plan = plan;
    this.variants = new HashMap<>();
    plan.variants().forEach(variant -> variants.put(variant.id(), variant));
    this.samples = samples;
    this.reasons = Map.copyOf(reasons);
    this.chosen = chosen;
  }

  /**
   * What lies in an output folder.
   *
   * @param output folder, or the URI of one on a Hadoop file system
   * @throws IllegalArgumentException when it is no output of a sweep
   * @throws UncheckedIOException when it cannot be read
   */
  public static Expectations of(String output) {
    try {
      OutputFolder folder = OutputFolder.open(output, new Configuration());
      String plan =
          folder
              .read("plan.json")
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "Cannot read "
                              + output
                              + ": no plan.json in it (expected the output folder of a sweep that"
                              + " was run)"));
      return new Expectations(
          PlanJson.read(plan.getBytes(StandardCharsets.UTF_8)),
          new Samples(folder),
          Failures.reasons(folder),
          cell -> true);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + output + " (expected a folder)", e);
    }
  }

  /** The cells of one model. */
  public Expectations model(String name) {
    return only("model", name, cell -> variant(cell).model());
  }

  /** The cells of one method, in its canonical form; {@code none} where no weight is quantized. */
  public Expectations method(String recipe) {
    return only("method", recipe, cell -> variant(cell).method());
  }

  /** The cells of one calibration, by its name; empty for what calibrates on nothing. */
  public Expectations calibration(String name) {
    return only("calibration", name, cell -> variant(cell).calibration());
  }

  /** The cells of one task. */
  public Expectations task(String name) {
    return only("task", name, CellJson::task);
  }

  /** Percent of the baseline's main metric: 100 where a format changes nothing. */
  public double recovery(String format) {
    return figure(format, Pair::recovery).value();
  }

  public Interval recoveryInterval(String format) {
    return figure(format, Pair::recovery).interval();
  }

  /** Percent of the items whose correctness is another than the baseline's. */
  public double flips(String format) {
    return figure(format, Expectations::flips).value();
  }

  public Interval flipsInterval(String format) {
    return figure(format, Expectations::flips).interval();
  }

  /** The main metric of a task, as the harness reports it: accuracy from 0 to 1, perplexity ... */
  public double metric(String task, String format) {
    return task(task).figure(format, metric(MetricSpec::main)).value();
  }

  public Interval metricInterval(String task, String format) {
    return task(task).figure(format, metric(MetricSpec::main)).interval();
  }

  /** A metric of a task by its name in rows: {@code acc_norm}, {@code exact_match,strip} ... */
  public double metric(String task, String format, String metric) {
    return task(task).figure(format, metric(named(metric))).value();
  }

  public Interval metricInterval(String task, String format, String metric) {
    return task(task).figure(format, metric(named(metric))).interval();
  }

  /** What is not done, one line a cell, with the reason where one is known. */
  public List<String> failures() {
    List<String> failures = new ArrayList<>();
    for (CellJson cell : cells()) {
      int done = items(cell, cell.id()).all().size();
      if (done < cell.samples()) {
        VariantJson variant = variant(cell);
        failures.add(
            "%s, %s, %s%s, %s: %d of %d items%s"
                .formatted(
                    variant.model(),
                    variant.format(),
                    variant.method(),
                    variant.calibration().isEmpty() ? "" : ", " + variant.calibration(),
                    cell.task(),
                    done,
                    cell.samples(),
                    reasons.containsKey(cell.id()) ? ": " + reasons.get(cell.id()) : ""));
      }
    }
    return failures;
  }

  /** The formats of the sweep; {@code baseline} is the unquantized model. */
  public List<String> formats() {
    return cells().stream().map(cell -> variant(cell).format()).distinct().toList();
  }

  private static double flips(Pair pair, int[] drawn) {
    return pair.variant().flips(drawn);
  }

  private static Predicate<MetricSpec> named(String metric) {
    return spec -> spec.key().equals(metric);
  }

  private static ToDoubleBiFunction<Pair, int[]> metric(Predicate<MetricSpec> which) {
    return (pair, drawn) ->
        pair.cell().metrics().stream()
            .filter(which)
            .mapToDouble(spec -> pair.variant().metric(spec, drawn))
            .findFirst()
            .orElse(Double.NaN);
  }

  private Figure figure(String format, ToDoubleBiFunction<Pair, int[]> each) {
    List<Pair> pairs =
        only("format", format, cell -> variant(cell).format()).cells().stream()
            .map(cell -> Pair.of(cell, items(cell, cell.id()), items(cell, cell.baselineId())))
            .toList();
    return new Figure(pairs, each);
  }

  private Items items(CellJson cell, String id) {
    return samples.of(new Partition(variant(cell).model(), cell.task()), id);
  }

  private Expectations only(String what, String name, Function<CellJson, String> key) {
    Predicate<CellJson> both = chosen.and(cell -> key.apply(cell).equals(name));
    if (cells().stream().noneMatch(both)) {
      List<String> known = cells().stream().map(key).distinct().toList();
      throw new IllegalArgumentException(
          "Cannot find " + what + " " + name + " in the sweep (expected one of " + known + ")");
    }
    return new Expectations(plan, samples, reasons, both);
  }

  private List<CellJson> cells() {
    return plan.cells().stream().filter(chosen).toList();
  }

  private VariantJson variant(CellJson cell) {
    return variants.get(cell.variant());
  }
}
