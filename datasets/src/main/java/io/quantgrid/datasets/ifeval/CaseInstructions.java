package io.quantgrid.datasets.ifeval;

import io.quantgrid.datasets.sentence.Words;
import java.util.function.LongPredicate;

/** Capitals and languages. */
final class CaseInstructions {
  private static final String ENGLISH = "en";

  private CaseInstructions() {}

  static Instruction capitalWords(Arguments arguments) {
    LongPredicate fits = arguments.relation("capital_relation", "capital_frequency");
    return response ->
        fits.test(Words.split(response).stream().filter(CaseInstructions::allUpper).count());
  }

  static boolean isUpper(String response) {
    return allUpper(response) && Language.isOrUnknown(response, ENGLISH);
  }

  static boolean isLower(String response) {
    return allLower(response) && Language.isOrUnknown(response, ENGLISH);
  }

  static Instruction language(Arguments arguments) {
    String language = arguments.text("language");
    return response -> Language.isOrUnknown(response, language);
  }

  /** Python's {@code isupper}: capitals, and no letter of another case. */
  private static boolean allUpper(String text) {
    return text.codePoints().anyMatch(Character::isUpperCase)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  /** Python's {@code islower}. */
  private static boolean allLower(String text) {
    return text.codePoints().anyMatch(Character::isLowerCase)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }
}
