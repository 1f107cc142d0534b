package io.quantgrid.datasets.ifeval;

import static java.util.Map.entry;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.kernels.name.Names;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The instructions, by the ids that the data names them by. */
final class Instructions {
  private static final Map<String, Function<Arguments, Instruction>> BY_ID =
      Map.ofEntries(
          entry("keywords:existence", KeywordInstructions::existence),
          entry("keywords:frequency", KeywordInstructions::frequency),
          entry("keywords:forbidden_words", KeywordInstructions::forbidden),
          entry("keywords:letter_frequency", KeywordInstructions::letters),
          entry("length_constraints:number_sentences", LengthInstructions::sentences),
          entry("length_constraints:number_paragraphs", LengthInstructions::paragraphs),
          entry("length_constraints:number_words", LengthInstructions::words),
          entry("length_constraints:nth_paragraph_first_word", LengthInstructions::firstWord),
          entry("detectable_content:number_placeholders", FormatInstructions::placeholders),
          entry("detectable_content:postscript", FormatInstructions::postscript),
          entry("detectable_format:number_bullet_lists", FormatInstructions::bullets),
          entry("detectable_format:constrained_response", any -> FormatInstructions::isOption),
          entry("detectable_format:number_highlighted_sections", FormatInstructions::highlights),
          entry("detectable_format:multiple_sections", FormatInstructions::sections),
          entry("detectable_format:json_format", any -> JsonInstruction::isJson),
          entry("detectable_format:title", any -> FormatInstructions::hasTitle),
          entry("combination:two_responses", any -> ShapeInstructions::isTwo),
          entry("combination:repeat_prompt", ShapeInstructions::repeats),
          entry("startend:end_checker", ShapeInstructions::ends),
          entry("startend:quotation", any -> ShapeInstructions::isQuoted),
          entry("punctuation:no_comma", any -> ShapeInstructions::hasNoComma),
          entry("change_case:capital_word_frequency", CaseInstructions::capitalWords),
          entry("change_case:english_capital", any -> CaseInstructions::isUpper),
          entry("change_case:english_lowercase", any -> CaseInstructions::isLower),
          entry("language:response_language", CaseInstructions::language));

  private Instructions() {}

  static List<String> ids() {
    return BY_ID.keySet().stream().sorted().toList();
  }

  /**
   * @throws TaskException if there is no such instruction or its arguments do not fit
   */
  static Instruction of(String id, Map<?, ?> arguments) {
    Function<Arguments, Instruction> maker = BY_ID.get(id);
    if (maker == null) {
      throw new TaskException(
          "Cannot check the instruction "
              + id
              + " (expected one of "
              + ids()
              + ")"
              + Names.hint(id, ids()));
    }
    return maker.apply(Arguments.of(id, arguments));
  }
}
