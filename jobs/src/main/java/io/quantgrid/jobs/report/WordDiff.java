package io.quantgrid.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.commons.collections4.sequence.CommandVisitor;
import org.apache.commons.collections4.sequence.SequencesComparator;

/**
 * What two texts share and where they differ, word by word (Myers). Long texts are cut around the
 * first difference.
 */
final class WordDiff {
  /** A word with the space after it; scripts without spaces are cut by character. */
  private static final Pattern WORD =
      Pattern.compile(
          "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}]|[\\p{L}\\p{M}\\p{N}_]+\\s*|[^\\p{L}\\p{M}\\p{N}_]\\s*",
          Pattern.DOTALL);

  /** Shared words before the first difference that are shown as context. */
  private static final int CONTEXT = 160;

  private static final String CUT = "… ";

  private WordDiff() {}

  /**
   * Pieces by threes: what both texts have, then what only the first has, then what only the second
   * has; each may be empty. Without cuts, the first text is the first and second of each three, the
   * second one the first and third.
   *
   * @param most characters of each text from where it is cut
   */
  static List<String> of(String first, String second, int most) {
    int start = start(first, second);
    String a = cut(first, start, most);
    String b = cut(second, start, most);
    Pieces pieces = new Pieces();
    new SequencesComparator<>(words(a), words(b)).getScript().visit(pieces);
    pieces.end();
    return pieces.out;
  }

  /** Where to begin: at the front, or a little before the first difference. */
  private static int start(String first, String second) {
    int same = 0;
    while (same < first.length()
        && same < second.length()
        && first.charAt(same) == second.charAt(same)) {
      same++;
    }
    if (same <= 2 * CONTEXT) {
      return 0;
    }
    int start = same - CONTEXT;
    return Character.isLowSurrogate(first.charAt(start)) ? start - 1 : start;
  }

  static String cut(String text, int start, int most) {
    int end = Math.min(text.length(), start + most);
    if (end < text.length() && end > start && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return (start > 0 ? CUT : "") + text.substring(start, end) + (end < text.length() ? " …" : "");
  }

  private static List<String> words(String text) {
    return WORD.matcher(text).results().map(MatchResult::group).toList();
  }

  private static final class Pieces implements CommandVisitor<String> {
    private final List<String> out = new ArrayList<>();
    private final StringBuilder same = new StringBuilder();
    private final StringBuilder first = new StringBuilder();
    private final StringBuilder second = new StringBuilder();

    @Override
    public void visitKeepCommand(String word) {
      if (!first.isEmpty() || !second.isEmpty()) {
        end();
      }
      same.append(word);
    }

    @Override
    public void visitDeleteCommand(String word) {
      first.append(word);
    }

    @Override
    public void visitInsertCommand(String word) {
      second.append(word);
    }

    private void end() {
      out.add(same.toString());
      out.add(first.toString());
      out.add(second.toString());
      same.setLength(0);
      first.setLength(0);
      second.setLength(0);
    }
  }
}
