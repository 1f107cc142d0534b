package io.quantgrid.core.quantize;

import static io.quantgrid.core.quantize.Parameter.above;
import static io.quantgrid.core.quantize.Parameter.choice;

import io.quantgrid.core.quantize.StepType.Allocates;
import io.quantgrid.core.quantize.StepType.Calibrates;
import io.quantgrid.kernels.scheme.Granularity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The allocations among the steps. */
final class AllocationSteps {
  private static final int LARGEST_GROUP = 1 << 20;

  static final List<StepType> ALL =
      List.of(
          new StepType(
              "mixed",
              Calibrates.NEVER,
              "finer groups for the layers whose weights are hardest (arXiv 2408.15301)",
              List.of(
                  above("share", "of layers, rounded up", 0.03, 0, 1),
                  choice("by", "what ranks layers", "weight_range", "kurtosis", "weight_error"),
                  Parameter.of(
                      "fine",
                      new Parameter.Grouping(LARGEST_GROUP),
                      "group128",
                      "columns that share a scale in them")),
              new Allocates(AllocationSteps::mixed)),
          new StepType(
              "budget",
              Calibrates.NEVER,
              "integer bits by layer under an average of stored bits, by errors of rounding",
              List.of(
                  above("bits", "stored per weight, at most", 4, 0, Byte.SIZE * 2),
                  Parameter.of(
                      "choices",
                      new Parameter.Several(2, Byte.SIZE),
                      "2+3+4+8",
                      "bits that a layer may get")),
              new Allocates(
                  a ->
                      new BitBudget(
                          a.number("bits"),
                          Arrays.stream(a.text("choices").split("\\+"))
                              .map(Integer::valueOf)
                              .toList()))));

  private AllocationSteps() {}

  private static Allocation mixed(Arguments a) {
    return new MixedGranularity(
        a.number("share"),
        WeightStatistic.valueOf(a.text("by").toUpperCase(Locale.ROOT)),
        new Granularity.Group(Integer.parseInt(a.text("fine").substring("group".length()))));
  }
}
