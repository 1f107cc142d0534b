package io.quantgrid.datasets.sentence;

import io.quantgrid.datasets.python.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where sentences end, by the rules of Kiss and Strunk, "Unsupervised Multilingual Sentence
 * Boundary Detection" (2006), as NLTK's {@code PunktSentenceTokenizer} applies them. NLTK takes
 * abbreviations and the words that begin sentences from a model trained on newspapers; here they
 * are lists ({@link English}), so that texts differ where an abbreviation, an initial or an
 * ellipsis stands before a capital.
 */
public final class Sentences {
  private static final String MARK = "[)\";}\\]*:@'({\\[?!]";
  private static final Pattern END =
      Pattern.compile(
          "[.?!](?=(?<after>" + MARK + "|\\s+(?<next>\\S+)))", Pattern.UNICODE_CHARACTER_CLASS);

  /** Quotes and brackets that close the sentence before them. */
  private static final Pattern CLOSING =
      Pattern.compile(
          "[\"')\\]}]+?(?:\\s+|(?=--)|$)", Pattern.MULTILINE | Pattern.UNICODE_CHARACTER_CLASS);

  private final String text;
  private final List<String> sentences = new ArrayList<>();

  private Sentences(String text) {
    this.text = text;
  }

  /** The sentences of an English text, without the space between them. */
  public static List<String> split(String text) {
    Sentences sentences = new Sentences(text);
    sentences.cut(sentences.breaks());
    return List.copyOf(sentences.sentences);
  }

  /** A place where a sentence ends, and where the next begins. */
  private record Break(int end, int next) {}

  /** The word before a mark, and the mark with what follows. */
  private record Candidate(int wordStart, int wordEnd, Break place, String context) {}

  private List<Break> breaks() {
    List<Break> breaks = new ArrayList<>();
    Candidate before = null;
    int wordStart = 0;
    int wordEnd = 0;
    Matcher mark = END.matcher(text);
    while (mark.find()) {
      int space = lastSpace(wordEnd, mark.start());
      wordStart = space > wordEnd ? space + 1 : wordStart;
      if (before != null && before.wordEnd() <= wordStart) {
        addIfBreak(before, breaks);
      }
      wordEnd = mark.start();
      String context = text.substring(wordStart, mark.end()) + mark.group("after");
      int next = mark.group("next") == null ? mark.end() : mark.start("next");
      before = new Candidate(wordStart, wordEnd, new Break(mark.end(), next), context);
    }
    if (before != null) {
      addIfBreak(before, breaks);
    }
    return breaks;
  }

  /** The last white space in the range; its start where there is none. */
  private int lastSpace(int from, int to) {
    for (int i = to - 1; i > from; i--) {
      if (" \t\n\r\u000b\f".indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return from;
  }

  private static void addIfBreak(Candidate candidate, List<Break> breaks) {
    List<SentenceToken> tokens = SentenceToken.all(candidate.context());
    for (int i = 0; i + 1 < tokens.size(); i++) {
      if (ends(tokens.get(i), tokens.get(i + 1))) {
        breaks.add(candidate.place());
        return;
      }
    }
  }

  private static boolean ends(SentenceToken token, SentenceToken next) {
    if (token.text().equals("?") || token.text().equals("!")) {
      return true;
    }
    if (!token.endsWithPeriod()) {
      return false;
    }
    boolean starter = next.isCapitalized() && English.isStarter(next.word());
    boolean common = next.isCapitalized() && English.isCommon(next.word());
    if (token.isInitial()) {
      return !next.isLowercase() && (starter || common || !next.isCapitalized());
    }
    if (token.isEllipsis()) { // a name is seldom the word behind it
      return next.isCapitalized() && !common;
    }
    if (English.isAbbreviation(token.word())) {
      return starter;
    }
    return !token.text().endsWith("..") && !(token.isNumber() && next.isLowercase());
  }

  private void cut(List<Break> breaks) {
    int start = 0;
    for (Break place : breaks) {
      Matcher closing = CLOSING.matcher(text).region(place.next(), text.length());
      boolean closes = closing.lookingAt();
      int end = closes ? closing.start() + stripEnd(closing.group()).length() : place.end();
      add(start, end);
      start = closes ? closing.end() : place.next();
    }
    add(start, stripEnd(text).length());
  }

  private void add(int start, int end) {
    if (end > start) {
      sentences.add(text.substring(start, end));
    }
  }

  private static String stripEnd(String text) {
    int end = text.length();
    while (end > 0 && PythonText.isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }
}
