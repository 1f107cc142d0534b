package io.quantgrid.datasets.ifeval;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.python.PythonRegex;
import io.quantgrid.datasets.python.PythonText;
import io.quantgrid.datasets.sentence.Sentences;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;

/** How many words, sentences and paragraphs a response has. */
final class LengthInstructions {
  private static final Pattern DIVIDER = Pattern.compile("***", Pattern.LITERAL);

  /** With marks, as the regular expressions of NLTK 3.10 see them. */
  private static final PythonRegex WORD = PythonRegex.compile("\\w+");

  private static final Pattern EMPTY_LINE = Pattern.compile("\n\n", Pattern.LITERAL);

  private LengthInstructions() {}

  static Instruction sentences(Arguments arguments) {
    LongPredicate fits = arguments.relation("relation", "num_sentences");
    return response -> fits.test(Sentences.split(response).size());
  }

  static Instruction words(Arguments arguments) {
    LongPredicate fits = arguments.relation("relation", "num_words");
    return response -> fits.test(WORD.findAll(response).size());
  }

  /** Paragraphs between three asterisks; only the first and the last piece may be blank. */
  static Instruction paragraphs(Arguments arguments) {
    long wanted = arguments.count("num_paragraphs");
    return response -> {
      List<String> pieces = List.of(DIVIDER.split(response, -1));
      boolean gap =
          pieces.size() > 2
              && pieces.subList(1, pieces.size() - 1).stream().anyMatch(LengthInstructions::blank);
      return !gap && countFull(pieces) == wanted;
    };
  }

  /**
   * Paragraphs between empty lines, one of which begins with a word. Blank ones are not counted,
   * but the place of the paragraph is: so it is in the harness.
   */
  static Instruction firstWord(Arguments arguments) {
    long wanted = arguments.count("num_paragraphs");
    long place = arguments.count("nth_paragraph");
    String word = PythonText.lower(arguments.text("first_word"));
    if (place > wanted) {
      throw new TaskException(
          "Cannot check "
              + arguments.id()
              + ": nth_paragraph: "
              + place
              + " (expected at most num_paragraphs: "
              + wanted
              + ")");
    }
    return response -> {
      List<String> pieces = List.of(EMPTY_LINE.split(response, -1));
      return countFull(pieces) == wanted
          && firstWord(pieces.get((int) place - 1)).filter(word::equals).isPresent();
    };
  }

  /** In lower case, without quotes before it and up to a mark in it; empty of a blank paragraph. */
  private static Optional<String> firstWord(String paragraph) {
    if (blank(paragraph)) {
      return Optional.empty();
    }
    String text = PythonText.strip(paragraph);
    int end = 0;
    while (end < text.length() && !PythonText.isSpace(text.charAt(end))) {
      end++;
    }
    String word = text.substring(0, end).replaceFirst("^'*\"*", "");
    return Optional.of(PythonText.lower(word.split("[.,?!'\"]", 2)[0]));
  }

  private static long countFull(List<String> pieces) {
    return pieces.stream().filter(piece -> !blank(piece)).count();
  }

  private static boolean blank(String text) {
    return PythonText.strip(text).isEmpty();
  }
}
