package io.quantgrid.datasets.sentence;

import io.quantgrid.datasets.python.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words and marks of an English text by the conventions of the Penn Treebank, as NLTK's {@code
 * word_tokenize} cuts them: marks stand alone, and so do the ends of contractions ({@code do}
 * {@code n't}). Quotes keep their form here, where NLTK turns them into two ticks.
 */
public final class Words {
  private static final String MARKS = ";@#$%&?!*[](){}<>\"«»“”‘’„`‒–—―";

  /** What is cut off the end of a word; of mixed case it is not. */
  private static final Set<String> CLITICS =
      Set.of("'s", "'S", "'m", "'M", "'d", "'D", "'ll", "'LL", "'re", "'RE", "'ve", "'VE");

  /** An apostrophe before a word that it does not shorten. */
  private static final Pattern OPENING =
      Pattern.compile(
          "(?<!\\w)'(?!(?:re|ve|ll|m|t|s|d|n)\\b)(?=\\w)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

  /** Words that are two, by the length of the first. */
  private static final Map<String, Integer> JOINED =
      Map.of(
          "cannot", 3, "gimme", 3, "gonna", 3, "gotta", 3, "lemme", 3, "wanna", 3, "d'ye", 1,
          "more'n", 4);

  private final List<String> words = new ArrayList<>();

  private Words() {}

  /** The words and marks of a text, sentence by sentence. */
  public static List<String> split(String text) {
    Words words = new Words();
    for (String sentence : Sentences.split(text)) {
      String[] pieces = PythonText.strip(sentence).split("\\s+");
      for (int i = 0; i < pieces.length; i++) {
        words.addPiece(i + 1 == pieces.length ? withoutLastPeriod(pieces[i]) : pieces[i]);
      }
    }
    return List.copyOf(words.words);
  }

  /** A period that ends the sentence is no part of its last word; an ellipsis is. */
  private static String withoutLastPeriod(String piece) {
    int end = piece.length();
    while (end > 0 && ")]}>\"'»”’".indexOf(piece.charAt(end - 1)) >= 0) {
      end--;
    }
    boolean single = end > 1 && piece.charAt(end - 1) == '.' && piece.charAt(end - 2) != '.';
    return single ? piece.substring(0, end - 1) + "\0.\0" + piece.substring(end) : piece;
  }

  private void addPiece(String piece) {
    int from = 0;
    int at = 0;
    while (at < piece.length()) {
      int end = markEnd(piece, at);
      if (end > at) {
        addWord(piece.substring(from, at));
        String mark = piece.substring(at, end);
        if (!mark.equals("\0")) {
          words.add(mark);
        }
        from = end;
        at = end;
      } else {
        at++;
      }
    }
    addWord(piece.substring(from));
  }

  /** The end of the mark that begins here; {@code at} where none does. */
  private static int markEnd(String piece, int at) {
    char c = piece.charAt(at);
    if (c == '\0' || MARKS.indexOf(c) >= 0) {
      return at + 1;
    }
    boolean last = at + 1 == piece.length();
    if (c == ',' || c == ':') {
      return last || !Character.isDigit(piece.charAt(at + 1)) ? at + 1 : at;
    }
    if (piece.startsWith("--", at) || piece.startsWith("''", at)) {
      return at + 2;
    }
    if (c == '\'') {
      Matcher opening = OPENING.matcher(piece).useTransparentBounds(true);
      return opening.region(at, piece.length()).lookingAt() ? at + 1 : at;
    }
    int end = at;
    while (end < piece.length() && piece.charAt(end) == '.') {
      end++;
    }
    return end - at > 1 || (c == '.' && at > 0 && piece.charAt(at - 1) == '\0') ? end : at;
  }

  private void addWord(String word) {
    if (word.isEmpty()) {
      return;
    }
    String lower = PythonText.lower(word);
    int apostrophe = lower.lastIndexOf('\'');
    if (JOINED.containsKey(lower)) {
      addBoth(word, JOINED.get(lower));
    } else if (apostrophe > 0
        && (apostrophe == word.length() - 1 || CLITICS.contains(word.substring(apostrophe)))) {
      addBoth(word, apostrophe);
    } else if ((word.endsWith("n't") || word.endsWith("N'T")) && word.length() > 3) {
      addBoth(word, word.length() - 3);
    } else {
      words.add(word);
    }
  }

  private void addBoth(String word, int cut) {
    addWord(word.substring(0, cut));
    words.add(word.substring(cut));
  }
}
