package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Sampling;
import io.quantgrid.core.evaluate.TaskException;
import java.util.List;

/**
 * How a task's texts are generated, as lm-evaluation-harness 0.4.13 reads {@code
 * generation_kwargs}: sampled if {@code do_sample} or, where that is not said, a temperature above
 * 0 says so; at temperature 0 always the likeliest tokens.
 *
 * @param until strings that end the text
 * @param maxTokens most tokens generated
 */
record Generation(List<String> until, int maxTokens, Sampling sampling) {
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
          "seed",
          "num_beams");

  /** What transformers takes where it is not said. */
  private static final int DEFAULT_TOP_K = 50;

  /** The harness's seed of PyTorch. */
  private static final int DEFAULT_SEED = 1234;

  static Generation read(TaskFile file, String fewshotDelimiter) {
    Section section = file.section("generation_kwargs");
    section.checkKeys(SUPPORTED);
    List<String> until = section.strings("until");
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
    boolean usual = section.value("until").isEmpty();
    return new Generation(usual ? List.of(fewshotDelimiter) : until, tokens, sampling(section));
  }

  private static Sampling sampling(Section section) {
    double temperature = section.number("temperature", 0);
    if (temperature == 0 || !section.flag("do_sample", true)) {
      return Sampling.greedy();
    }
    int topK = section.integer("top_k", DEFAULT_TOP_K);
    try {
      return new Sampling(
          temperature,
          section.number("top_p", 1),
          topK == -1 ? 0 : topK,
          section.integer("seed", DEFAULT_SEED));
    } catch (IllegalArgumentException e) {
      throw new TaskException(
          "Cannot load " + section.file().file() + ": " + section.path() + ": " + e.getMessage(),
          e);
    }
  }
}
