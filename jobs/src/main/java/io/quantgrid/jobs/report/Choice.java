package io.quantgrid.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * The best quantized variant of each model within limits: the smallest where a recovery is asked
 * for, else the one with the highest recovery.
 */
public final class Choice {
  private static final Comparator<Row> RECOVERY =
      Comparator.comparing(row -> Figures.number(row, "recovery"));
  private static final Comparator<Row> BYTES =
      Comparator.comparing(row -> Figures.whole(row, "model_bytes"));

  private Choice() {}

  /**
   * A sentence per model.
   *
   * @param variants rows of {@link io.quantgrid.jobs.analyse.VariantTable}
   */
  public static List<String> of(List<Row> variants, Limits limits) {
    LinkedHashSet<String> models = new LinkedHashSet<>();
    variants.forEach(row -> models.add(row.getAs("model")));
    List<String> out = new ArrayList<>();
    for (String model : models) {
      List<Row> known =
          variants.stream()
              .filter(row -> row.getAs("model").equals(model))
              .filter(row -> Figures.number(row, "recovery") != null)
              .filter(row -> Figures.whole(row, "model_bytes") != null)
              .toList();
      out.add(model + ": " + sentence(known, limits));
    }
    return out;
  }

  private static String sentence(List<Row> known, Limits limits) {
    List<Row> quantized = known.stream().filter(row -> !row.<Boolean>getAs("baseline")).toList();
    if (quantized.isEmpty()) {
      return "no quantized variant has figures yet.";
    }
    Optional<Row> best =
        quantized.stream()
            .filter(row -> keeps(row, limits))
            .min(
                limits.minRecovery().isPresent()
                    ? BYTES.thenComparing(RECOVERY.reversed())
                    : RECOVERY.reversed().thenComparing(BYTES));
    String baseline =
        known.stream().anyMatch(row -> row.<Boolean>getAs("baseline") && keeps(row, limits))
            ? " The baseline itself keeps to the limits."
            : "";
    return best.map(row -> chosen(row, limits)).orElseGet(() -> none(quantized, limits)) + baseline;
  }

  private static boolean keeps(Row row, Limits limits) {
    Double speed = Figures.number(row, "samples_per_second");
    return (limits.maxBytes().isEmpty()
            || Figures.whole(row, "model_bytes") <= limits.maxBytes().getAsLong())
        && (limits.minRecovery().isEmpty()
            || Figures.number(row, "recovery") >= limits.minRecovery().getAsDouble())
        && (limits.minSpeed().isEmpty()
            || (speed != null && speed >= limits.minSpeed().getAsDouble()));
  }

  private static String chosen(Row row, Limits limits) {
    Double low = Figures.number(row, "recovery_low");
    String doubt =
        limits.minRecovery().isPresent() && low != null && low < limits.minRecovery().getAsDouble()
            ? " Its interval reaches below the limit: more samples would settle it."
            : "";
    return String.format(
        Locale.ROOT,
        "with %s, the best is %s (%s).%s",
        limits,
        Figures.label(row),
        figures(row),
        doubt);
  }

  private static String figures(Row row) {
    Double speed = Figures.number(row, "samples_per_second");
    return Figures.bytes(Figures.whole(row, "model_bytes"))
        + ", recovery "
        + Figures.of(row, "recovery", 1)
        + " %"
        + Figures.interval(row, "recovery_low", "recovery_high", 1)
        + (speed == null
            ? ""
            : String.format(
                Locale.ROOT,
                ", %.3g samples/s%s",
                speed,
                "simulated".equals(Figures.text(row, "compute"))
                    ? ", simulated, so no speed of serving"
                    : ""));
  }

  /** No variant keeps to all limits: which comes closest to each. */
  private static String none(List<Row> quantized, Limits limits) {
    List<String> closest = new ArrayList<>();
    if (limits.maxBytes().isPresent()) {
      quantized.stream().min(BYTES).ifPresent(row -> closest.add("the smallest is " + named(row)));
    }
    if (limits.minRecovery().isPresent()) {
      quantized.stream()
          .max(RECOVERY)
          .ifPresent(row -> closest.add("the highest recovery has " + named(row)));
    }
    if (limits.minSpeed().isPresent()) {
      quantized.stream()
          .filter(row -> Figures.number(row, "samples_per_second") != null)
          .max(Comparator.comparing(row -> Figures.number(row, "samples_per_second")))
          .ifPresent(row -> closest.add("the fastest is " + named(row)));
    }
    return "no quantized variant has " + limits + "; " + String.join("; ", closest) + ".";
  }

  private static String named(Row row) {
    return Figures.label(row) + " (" + figures(row) + ")";
  }
}
