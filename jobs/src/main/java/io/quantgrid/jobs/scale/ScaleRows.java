package io.quantgrid.jobs.scale;

import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.Philox;
import io.quantgrid.core.metric.TextMetric;
import io.quantgrid.jobs.table.SampleRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Rows of one cell. Whether the baseline has an item right, and whether a variant changes that, are
 * independent draws whose chances come to the planted loss and discordance.
 */
final class ScaleRows {
  private static final int CHOICES = 4;
  private static final int WORDS = 24;
  private static final List<String> VOCABULARY =
      List.of(
          "the", "river", "carries", "a", "small", "boat", "past", "old", "stones", "and", "green",
          "fields", "while", "people", "wait", "for", "rain", "that", "never", "falls", "in",
          "June", "on", "this", "quiet", "shore", "of", "sand", "under", "stars", "light", "wind");
  private static final List<String> SUBJECTS = List.of("physics", "biology", "law", "art", "music");
  private static final List<String> LENGTHS = List.of("1024", "4096", "16384");
  private static final List<String> DEPTHS = List.of("0", "25", "50", "75", "100");
  private static final TextMetric BLEU = TextMetric.named("bleu");

  private final ScalePlan plan;
  private final int model;
  private final ScaleVariant variant;
  private final ScaleTask task;
  private final String cell;
  private final double accuracy;
  private final int variantIndex;

  ScaleRows(ScalePlan plan, int model, ScaleVariant variant, ScaleTask task) {
    this.plan = plan;
    this.model = model;
    this.variant = variant;
    this.task = task;
    this.cell = plan.cellId(model, variant, task);
    this.accuracy = task.accuracy() == 0 ? 0 : task.accuracy() + 0.05 * model;
    this.variantIndex = ScaleVariant.ALL.indexOf(variant);
  }

  /** What an item's numbers are drawn for. */
  private enum Draw {
    RIGHT(0),
    CHANGE(1),
    TARGET(2),
    MARGIN(3),
    NOISE(4),
    KL(5),
    LENGTH(6),
    WORD(7),
    DAMAGE(8);

    private final int stream;

    Draw(int stream) {
      this.stream = stream;
    }
  }

  /** The same for all variants. */
  private double ofItem(Draw draw, long document, int step) {
    return uniform(draw, document, step, 0);
  }

  private double ofVariant(Draw draw, long document, int step) {
    return uniform(draw, document, step, 1 + variantIndex);
  }

  private double uniform(Draw draw, long document, int step, int who) {
    int coordinate = (draw.stream * 16 + who) * 4 + model;
    return Philox.uniform(plan.seed() * 31 + task.text().hashCode(), document, coordinate, step);
  }

  SampleRow row(long document) {
    boolean before = ofItem(Draw.RIGHT, document, 0) < accuracy;
    boolean right = before ^ (ofVariant(Draw.CHANGE, document, 0) < chanceOfChange(before));
    Optional<Boolean> correct = task.accuracy() == 0 ? Optional.empty() : Optional.of(right);
    int target = (int) (CHOICES * ofItem(Draw.TARGET, document, 0));
    boolean choice = task.kind() == Kind.MULTIPLE_CHOICE;
    int predicted = right ? target : (target + 1) % CHOICES;
    String reference = text(document, 0);
    String output = text(document, damage());
    long words =
        task.kind() == Kind.ROLLING ? 100 + (long) (200 * ofItem(Draw.LENGTH, document, 0)) : 0;
    double perWord = 3 - 0.2 * model + 0.3 * ofItem(Draw.NOISE, document, 0);
    double loglikelihood =
        -words
            * (perWord
                + Math.log1p(variant.loss())
                + 0.02 * (ofVariant(Draw.NOISE, document, 0) - 0.5));
    boolean generated = task.kind() == Kind.GENERATE;
    boolean judged = !variant.isBaseline() && correct.isPresent();
    boolean diverging = !variant.isBaseline() && !generated;
    boolean similar = !variant.isBaseline() && generated;
    double kl =
        -Math.log(1 - ofVariant(Draw.KL, document, 0)) * (0.002 + variant.discordance() / 5);
    double kept = kept(reference, output);
    return new SampleRow(
        "scale",
        cell,
        (int) (document / 4096 * 4096),
        variant.format(),
        variant.method(),
        null,
        "llama",
        ScalePlan.PARAMETERS.get(model),
        variant.bits(),
        (long) (ScalePlan.PARAMETERS.get(model) * variant.bits() / 8),
        document,
        Sha256.hex(task.text() + document),
        Sha256.hex("prompt" + task.text() + document),
        task.kind().text(),
        0,
        0,
        50 + (int) (400 * ofItem(Draw.LENGTH, document, 0)),
        generated ? WORDS : 1,
        choice ? loglikelihoods(document, predicted) : List.of(),
        choice ? List.of(4, 5, 6, 7) : List.of(),
        choice ? predicted : null,
        choice ? Integer.toString(target) : reference,
        generated ? output : null,
        metrics(right, kept, loglikelihood),
        task == ScaleTask.TRANSLATIONS ? Map.of("bleu", bleu(output, document)) : Map.of(),
        correct.orElse(null),
        words,
        words * 6,
        judged ? before : null,
        judged ? flip(before, right) : null,
        diverging ? kl : null,
        diverging ? 3 * kl : null,
        diverging ? Math.max(0, 1 - kl) : null,
        similar ? similarity(kept) : Map.of(),
        generated ? ownFigures(document) : null,
        choice ? probability(loglikelihoods(document, predicted), target) : null,
        facts(document),
        variant.kv().equals("none") ? "native" : "simulated",
        "none",
        0.01,
        "generated",
        "driver",
        null,
        0,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  /** So that lost less gained is the loss, and both together the discordance. */
  private double chanceOfChange(boolean before) {
    double loss = variant.loss() * accuracy;
    return before
        ? (variant.discordance() + loss) / 2 / accuracy
        : (variant.discordance() - loss) / 2 / (1 - accuracy);
  }

  private static String flip(boolean before, boolean right) {
    if (before == right) {
      return "none";
    }
    return right ? "gained" : "lost";
  }

  private List<Double> loglikelihoods(long document, int predicted) {
    List<Double> values = new ArrayList<>();
    for (int choice = 0; choice < CHOICES; choice++) {
      double behind = choice == predicted ? 0 : 0.1 + 4 * ofVariant(Draw.MARGIN, document, choice);
      values.add(-1 - behind);
    }
    return values;
  }

  private static double probability(List<Double> loglikelihoods, int target) {
    double all = loglikelihoods.stream().mapToDouble(Math::exp).sum();
    return Math.exp(loglikelihoods.get(target)) / all;
  }

  private Map<String, Double> ownFigures(long document) {
    double repeated = variant.loss() * ofVariant(Draw.NOISE, document, 0);
    return new TreeMap<>(
        Map.of("refusal", 0.0, "repeated_sentences", 0.0, "repeated_tokens", repeated));
  }

  private Map<String, Double> metrics(boolean right, double kept, double loglikelihood) {
    double value = right ? 1 : 0;
    return switch (task) {
      case SCIENCE, HISTORY, ENDINGS, ETHICS -> Map.of("acc", value, "acc_norm", value);
      case LAST_WORD -> Map.of("acc", value);
      case ARITHMETIC, NEEDLE -> Map.of("exact_match,strip", value);
      case SUMMARIES -> Map.of("rouge_l", kept);
      case TRANSLATIONS -> Map.of("bleu", 100 * kept);
      case ARTICLES -> Map.of("word_perplexity", loglikelihood);
    };
  }

  /** Share of an item's words that are replaced; a baseline's too are not the reference's. */
  private double damage() {
    return 1 - 0.7 * (1 - variant.loss());
  }

  private String text(long document, double damage) {
    if (task.kind() != Kind.GENERATE) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < WORDS; i++) {
      boolean replaced = damage > 0 && isReplaced(document, i, damage);
      double draw = ofItem(Draw.WORD, document, replaced ? WORDS + i : i);
      text.append(i == 0 ? "" : " ").append(VOCABULARY.get((int) (draw * VOCABULARY.size())));
    }
    return text.toString();
  }

  /** Most of what one variant gets wrong all get wrong. */
  private boolean isReplaced(long document, int word, double damage) {
    double shared = ofItem(Draw.DAMAGE, document, word);
    boolean own = ofVariant(Draw.DAMAGE, document, word) < variant.discordance();
    return own ? ofVariant(Draw.NOISE, document, word) < damage : shared < damage;
  }

  private static double kept(String reference, String output) {
    String[] expected = reference.split(" ", -1);
    String[] found = output.split(" ", -1);
    long same = 0;
    for (int i = 0; i < expected.length; i++) {
      same += expected[i].equals(found[i]) ? 1 : 0;
    }
    return (double) same / expected.length;
  }

  private List<Double> bleu(String output, long document) {
    return Arrays.stream(BLEU.statistics(output, List.of(text(document, 0)))).boxed().toList();
  }

  private static Map<String, Double> similarity(double kept) {
    Map<String, Double> similarity = new TreeMap<>();
    similarity.put("exact", kept == 1 ? 1.0 : 0.0);
    for (String name : List.of("rouge_1", "rouge_2", "rouge_l", "edit", "common_prefix_share")) {
      similarity.put(name, kept);
    }
    similarity.put("chrf", 100 * kept);
    similarity.put("bleu", 100 * kept);
    similarity.put("common_prefix", (double) Math.round(WORDS * kept));
    return similarity;
  }

  private Map<String, String> facts(long document) {
    return switch (task) {
      case SCIENCE, HISTORY -> Map.of("subject", pick(SUBJECTS, document));
      case ARITHMETIC -> Map.of("hops", Long.toString(1 + document % 4));
      case NEEDLE ->
          new TreeMap<>(
              Map.of("length", pick(LENGTHS, document), "depth", pick(DEPTHS, document / 3)));
      default -> null;
    };
  }

  private static String pick(List<String> names, long document) {
    return names.get((int) (document % names.size()));
  }
}
