package io.quantgrid.core.metric;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * ROUGE (Lin 2004): words or runs of words that a prediction shares with a reference. Equals
 * rouge-score 0.1.2. Words are lower case runs of a-z and 0-9; everything else separates. A text
 * without words scores 0, even against itself.
 */
public enum Rouge {
  /** Words as they stand. */
  PLAIN {
    @Override
    String form(String word) {
      return word;
    }
  },
  /** Words of more than three letters stemmed by Porter's rules, as NLTK does. */
  STEMMED {
    @Override
    String form(String word) {
      return word.length() > 3 ? PorterStemmer.stem(word) : word;
    }
  };

  private static final Pattern SEPARATORS = Pattern.compile("[^a-z0-9]+");

  /** What a word is compared as. */
  abstract String form(String word);

  /**
   * ROUGE-n: runs of {@code n} words in common.
   *
   * @param n 1 or more
   */
  public PrecisionRecall ngrams(int n, String reference, String prediction) {
    if (n < 1) {
      throw new IllegalArgumentException("Cannot count runs of words: " + n + " (expected 1 up)");
    }
    Counts expected = Counts.ofWords(words(reference), n);
    Counts actual = Counts.ofWords(words(prediction), n);
    return PrecisionRecall.of(expected.common(actual), actual.total(), expected.total());
  }

  /** ROUGE-L: the longest common subsequence of words. */
  public PrecisionRecall longest(String reference, String prediction) {
    List<String> expected = words(reference);
    List<String> actual = words(prediction);
    return PrecisionRecall.of(
        CommonSubsequence.length(expected, actual), actual.size(), expected.size());
  }

  /**
   * ROUGE-Lsum: for each line of the reference the union of its longest common subsequences with
   * the lines of the prediction; no occurrence of a word counts twice.
   */
  public PrecisionRecall lines(String reference, String prediction) {
    List<List<String>> expected = split(reference);
    List<List<String>> actual = split(prediction);
    Counts expectedLeft = Counts.ofWords(flat(expected), 1);
    Counts actualLeft = Counts.ofWords(flat(actual), 1);
    int expectedWords = expectedLeft.total();
    int actualWords = actualLeft.total();
    int matches = 0;
    for (List<String> line : expected) {
      BitSet union = new BitSet();
      actual.forEach(other -> union.or(CommonSubsequence.positions(line, other)));
      for (int i = union.nextSetBit(0); i >= 0; i = union.nextSetBit(i + 1)) {
        matches += expectedLeft.takeFromBoth(actualLeft, line.get(i)) ? 1 : 0;
      }
    }
    return PrecisionRecall.of(matches, actualWords, expectedWords);
  }

  private List<List<String>> split(String text) {
    return Pattern.compile("\n").splitAsStream(text).map(this::words).toList();
  }

  private static List<String> flat(List<List<String>> lines) {
    return lines.stream().flatMap(List::stream).toList();
  }

  List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : SEPARATORS.split(PlainText.lower(text))) {
      if (!word.isEmpty()) {
        words.add(form(word));
      }
    }
    return words;
  }
}
