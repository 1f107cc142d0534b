package io.quantgrid.core.metric;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Translation edit rate (Snover et al. 2006), in percent of the reference's words, 0 upwards, lower
 * is better: words inserted, deleted and replaced, and runs of words moved, at one edit each. The
 * fewest edits to any reference, over the mean length of the references. Equals sacreBLEU 2.6.0,
 * which follows Tercom.
 *
 * <p>Statistics: edits, words of the reference.
 */
public record Ter(LetterCase letterCase, Punctuation punctuation) implements TextMetric {
  /** sacreBLEU's defaults. */
  public static final Ter DEFAULT = new Ter(LetterCase.LOWERED, Punctuation.KEPT);

  private static final Pattern MARKS = Pattern.compile("([{-~\\[-` -&(-+:-@/])");
  private static final Pattern STOP_BEHIND_WORD = Pattern.compile("([^0-9])([.,])");
  private static final Pattern STOP_BEFORE_WORD = Pattern.compile("([.,])([^0-9])");
  private static final Pattern HYPHEN_BEHIND_DIGIT = Pattern.compile("([0-9])(-)");
  private static final Pattern REMOVED = Pattern.compile("[.,?:;!\"()]");

  /** What becomes of punctuation before words are compared. */
  public enum Punctuation {
    /** Stays where it is, part of the word. */
    KEPT,
    /** Tercom's normalization: words of their own, XML entities resolved. */
    APART,
    /** Tercom's {@code no_punct}: gone. */
    REMOVED
  }

  @Override
  public double[] statistics(String prediction, List<String> references) {
    CorpusMetric.requireReferences(references);
    List<String> words = words(prediction);
    double length = 0;
    int edits = Integer.MAX_VALUE;
    for (String reference : references) {
      // sacreBLEU prepares references twice, which may part what the first time joined
      List<String> expected = words(String.join(" ", words(reference)));
      length += expected.size();
      edits = Math.min(edits, TerEdits.between(words, expected));
    }
    return new double[] {edits, length / references.size()};
  }

  @Override
  public double score(double[] summed) {
    CorpusMetric.requireLength(summed, 2);
    if (summed[1] > 0) {
      return 100 * summed[0] / summed[1];
    }
    return summed[0] > 0 ? 100 : 0;
  }

  private List<String> words(String text) {
    String line = letterCase.of(PlainText.stripEnd(text));
    return PlainText.words(
        switch (punctuation) {
          case KEPT -> line;
          case APART -> apart(line);
          case REMOVED -> REMOVED.matcher(line).replaceAll("");
        });
  }

  private static String apart(String text) {
    if (text.isEmpty()) {
      return text;
    }
    String line = text.replace("\n-", "").replace("\n", " ");
    line =
        line.replace("&quot;", "\"")
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">");
    line = MARKS.matcher(" " + line + " ").replaceAll(" $1 ");
    line = line.replace("'s ", " 's ");
    line = STOP_BEHIND_WORD.matcher(line).replaceAll("$1 $2 ");
    line = STOP_BEFORE_WORD.matcher(line).replaceAll(" $1 $2");
    return HYPHEN_BEHIND_DIGIT.matcher(line).replaceAll("$1 $2 ");
  }
}
