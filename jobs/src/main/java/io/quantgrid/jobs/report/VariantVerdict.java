package io.quantgrid.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;

/**
 * What a variant comes to, in a word and in a sentence with figures.
 *
 * @param variant format, and method where there is one
 * @param word {@code lossless}, {@code worse}, {@code better}, {@code no difference shown}, {@code
 *     not enough samples}; empty where nothing was tested
 * @param sentence without the variant's name
 */
public record VariantVerdict(String model, String variant, String word, String sentence) {
  /** Below this share of a percent a loss is shown as none. */
  private static final double NOTHING = 0.05;

  /**
   * One for every quantized variant, in the order of the variants.
   *
   * @param variants rows of {@link io.quantgrid.jobs.analyse.VariantTable}
   * @param comparisons rows of {@code report/comparisons}
   */
  public static List<VariantVerdict> of(List<Row> variants, List<Row> comparisons) {
    List<VariantVerdict> out = new ArrayList<>();
    for (Row variant : variants) {
      if (!variant.<Boolean>getAs("baseline")) {
        List<Row> cells =
            comparisons.stream()
                .filter(row -> variant.getAs("variant").equals(row.getAs("variant")))
                .toList();
        String word = Figures.text(variant, "verdict");
        out.add(
            new VariantVerdict(
                variant.getAs("model"),
                Figures.label(variant),
                word,
                sentence(variant, word, cells)));
      }
    }
    return out;
  }

  /** The sentence for where the word stands before it already. */
  String beyondWord() {
    return sentence.startsWith(word + ": ") ? sentence.substring(word.length() + 2) : sentence;
  }

  @Override
  public String toString() {
    return model + ", " + variant + ": " + sentence;
  }

  private static String sentence(Row variant, String word, List<Row> cells) {
    Double recovery = Figures.number(variant, "recovery");
    if (recovery == null) {
      return variant.<Long>getAs("cells_failed") > 0
          ? "no figure, since its cells failed."
          : "no figure: nothing of it can be compared with the baseline yet.";
    }
    String figure =
        "recovery "
            + Figures.of(recovery, 1)
            + " %"
            + Figures.interval(variant, "recovery_low", "recovery_high", 1);
    Double low = Figures.number(variant, "recovery_low");
    Double high = Figures.number(variant, "recovery_high");
    return switch (word) {
      case "lossless" -> lossless(low) + ": " + figure + ".";
      case "worse" ->
          "worse by " + change(100 - recovery, high, low) + ": " + figure + hurt(cells) + ".";
      case "better" -> "better by " + change(recovery - 100, low, high) + ": " + figure + ".";
      case "no difference shown" -> "no difference shown: " + figure + seen(low) + ".";
      case "not enough samples" -> "not enough samples: " + figure + needed(cells) + ".";
      default -> figure + ".";
    };
  }

  private static String lossless(Double low) {
    return low == null || low >= 100 - NOTHING
        ? "lossless"
        : String.format(Locale.ROOT, "lossless within %.1f %%", 100 - low);
  }

  /** A change in percent; its interval from the two ends of the recovery's. */
  private static String change(double by, Double first, Double second) {
    return first == null || second == null
        ? String.format(Locale.ROOT, "%.1f %%", by)
        : String.format(
            Locale.ROOT,
            "%.1f %% (%.1f to %.1f)",
            by,
            Math.min(Math.abs(100 - first), by),
            Math.max(Math.abs(100 - second), by));
  }

  /** On how many tasks it is worse, and where most. */
  private static String hurt(List<Row> cells) {
    List<Row> worse =
        cells.stream().filter(cell -> "worse".equals(Figures.text(cell, "verdict"))).toList();
    return worse.stream()
        .filter(cell -> Figures.number(cell, "recovery") != null)
        .min(Comparator.comparing(cell -> Figures.number(cell, "recovery")))
        .map(
            most ->
                String.format(
                    Locale.ROOT,
                    "; worse on %d of %s, most on %s (%.1f %%)",
                    worse.size(),
                    Figures.count(cells.size(), "task"),
                    most.getAs("task"),
                    Figures.number(most, "recovery")))
        .orElse("");
  }

  /** What the interval rules out. */
  private static String seen(Double low) {
    return low == null
        ? ""
        : String.format(
            Locale.ROOT, "; a loss of more than %.1f %% is unlikely", Math.max(0, 100 - low));
  }

  /** How many items the task in the middle would need. */
  private static String needed(List<Row> cells) {
    List<Row> known =
        cells.stream()
            .filter(cell -> Figures.whole(cell, "samples_needed") != null)
            .sorted(Comparator.comparing(cell -> Figures.whole(cell, "samples_needed")))
            .toList();
    if (known.isEmpty()) {
      return "";
    }
    Row middle = known.get(known.size() / 2);
    return Figures.whole(middle, "samples_needed") <= Figures.whole(middle, "pairs")
        ? ""
        : String.format(
            Locale.ROOT,
            "; to show a loss of 1 %%, a task like %s would need %,d items and has %,d",
            middle.getAs("task"),
            Figures.whole(middle, "samples_needed"),
            Figures.whole(middle, "pairs"));
  }
}
