package io.quantgrid.datasets.task;

import java.util.List;

/**
 * How a task's texts are generated: always greedy.
 *
 * @param until strings that end the text
 * @param maxTokens most tokens generated
 */
record Generation(List<String> until, int maxTokens) {
  private static final int DEFAULT_TOKENS = 256;
  private static final List<String> SUPPORTED =
      List.of(
          "until",
          "max_gen_toks",
          "max_new_tokens",
          "do_sample",
          "temperature",
          "top_p",
          "top_k",
          "num_beams");

  static Generation read(TaskFile file, String fewshotDelimiter) {
    Section section = file.section("generation_kwargs");
    section.checkKeys(SUPPORTED, List.of("num_return_sequences", "repetition_penalty", "seed"));
    List<String> until = section.strings("until");
    boolean sampled = section.flag("do_sample", false);
    Object temperature = section.value("temperature").orElse(0);
    boolean warm = !(temperature instanceof Number number && number.doubleValue() == 0);
    if (sampled || (warm && section.value("do_sample").isEmpty())) {
      throw section.problem(
          "do_sample", sampled, "false: only greedy generation is supported; temperature 0");
    }
    if (section.integer("num_beams", 1) != 1) {
      throw section.problem("num_beams", section.integer("num_beams", 1), "1");
    }
    int tokens = section.integer("max_gen_toks", section.integer("max_new_tokens", DEFAULT_TOKENS));
    if (tokens < 1) {
      throw section.problem("max_gen_toks", tokens, "1 or more");
    }
    if (until.contains("")) {
      throw section.problem("until", until, "texts that are not empty");
    }
    return new Generation(until.isEmpty() ? List.of(fewshotDelimiter) : until, tokens);
  }
}
