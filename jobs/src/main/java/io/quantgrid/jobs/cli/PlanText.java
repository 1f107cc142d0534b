package io.quantgrid.jobs.cli;

import io.quantgrid.core.cost.Forecast;
import io.quantgrid.core.cost.Residence;
import io.quantgrid.core.cost.Residence.Way;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.grid.CalibrationTask;
import io.quantgrid.core.grid.Cell;
import io.quantgrid.core.grid.Plan;
import io.quantgrid.core.grid.ResolvedModel;
import io.quantgrid.core.grid.Units;
import io.quantgrid.core.grid.Variant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A plan in words: what would run, how long it may take, what it needs, what was merged or left
 * out.
 */
final class PlanText {
  /** Its column, behind the method. */
  private static final int CALIBRATION = 3;

  private PlanText() {}

  /**
   * @param slots tasks that run at once
   */
  static String of(Plan plan, int slots) {
    StringBuilder out = new StringBuilder();
    out.append("models\n");
    TextTable models = new TextTable(List.of("name", "family", "parameters", "location"));
    for (ResolvedModel model : plan.models()) {
      models.row(
          List.of(
              model.ref().name(),
              model.family(),
              model.parameters() == 0
                  ? "not readable"
                  : String.format(Locale.ROOT, "%,d", model.parameters()),
              model.ref().location()));
    }
    out.append(models).append('\n');

    Map<String, long[]> perVariant = new HashMap<>(); // cells, samples, units, bytes
    Map<String, Double> seconds = new HashMap<>();
    for (Cell cell : plan.cells()) {
      long[] sums = perVariant.computeIfAbsent(cell.variant().id(), key -> new long[4]);
      sums[0]++;
      sums[1] += cell.samples();
      sums[2] += Units.missing(cell, List.of()).size();
      sums[3] = Math.max(sums[3], cell.memoryBytes());
      seconds.merge(cell.variant().id(), cell.seconds(), Double::sum);
    }
    List<String> header =
        new ArrayList<>(
            List.of(
                "model",
                "format",
                "method",
                "schemes",
                "compute",
                "cells",
                "samples",
                "units",
                "seconds",
                "memory MiB"));
    boolean calibrations = plan.calibrations().size() > 1;
    if (calibrations) {
      header.add(CALIBRATION, "calibration");
    }
    TextTable variants = new TextTable(header);
    double total = 0;
    long samples = 0;
    for (Variant variant : plan.variants()) {
      long[] sums = perVariant.get(variant.id());
      total += seconds.get(variant.id());
      samples += sums[1];
      List<String> row =
          new ArrayList<>(
              List.of(
                  variant.model().name(),
                  variant.format().name(),
                  variant.recipe().canonical(),
                  variant.isBaseline() ? "-" : variant.format().canonical(),
                  variant.forecast().compute().text(),
                  Long.toString(sums[0]),
                  Long.toString(sums[1]),
                  Long.toString(sums[2]),
                  String.format(Locale.ROOT, "%.1f", seconds.get(variant.id())),
                  String.format(Locale.ROOT, "%.0f", sums[3] / (double) (1 << 20))));
      if (calibrations) {
        row.add(CALIBRATION, variant.calibration().map(CalibrationTask::name).orElse("-"));
      }
      variants.row(row);
    }
    out.append("variants\n").append(variants).append('\n');
    Set<String> reasons = new LinkedHashSet<>();
    for (Variant variant : plan.variants()) {
      if (!variant.isBaseline()) {
        Forecast forecast = variant.forecast();
        reasons.add(
            variant.format().name()
                + ": "
                + forecast.compute().text()
                + ", since "
                + forecast.reason());
      }
    }
    reasons.addAll(residences(plan));
    reasons.forEach(line -> out.append(line).append('\n'));
    plan.merged().forEach(line -> out.append("merged: ").append(line).append('\n'));
    plan.dropped().forEach(line -> out.append("left out: ").append(line).append('\n'));
    plan.remarks().forEach(line -> out.append("note: ").append(line).append('\n'));
    out.append(
        String.format(
            Locale.ROOT,
            "%d variants, %d cells, %,d samples; about %.0f s of compute, %.0f s on %d task slots (estimates, within a factor of three)%n",
            plan.variants().size(),
            plan.cells().size(),
            samples,
            total,
            total / slots,
            slots));
    return out.toString();
  }

  /** Where memory is limited: which way each variant runs, and why. */
  private static Set<String> residences(Plan plan) {
    Set<String> lines = new LinkedHashSet<>();
    if (plan.sweep().memoryLimit().isEmpty()) {
      return lines;
    }
    for (Variant variant : plan.variants()) {
      Residence residence = variant.residence();
      String name = variant.model().name() + ", " + variant.format().name();
      boolean whole = residence.way() == Way.RESIDENT;
      lines.add(name + ": " + residence.way().text() + ", since " + residence.reason());
      boolean generates =
          plan.cells().stream()
              .anyMatch(c -> c.variant().equals(variant) && c.kind() == Kind.GENERATE);
      if (!whole && generates) {
        lines.add(
            name
                + ": generates slowly: every token of a batch reads "
                + Residence.text(residence.wholeBytes())
                + " of weights again");
      }
    }
    return lines;
  }
}
