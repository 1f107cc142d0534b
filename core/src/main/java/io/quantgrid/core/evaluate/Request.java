package io.quantgrid.core.evaluate;

import java.util.List;

/**
 * One question to the model, in text. Token ids follow the conventions of lm-evaluation-harness's
 * hf backend.
 */
public sealed interface Request {
  /**
   * The log-probability of {@code continuation} after {@code prompt} (may be empty text: then the
   * prefix token stands for it).
   */
  record Loglikelihood(Prompt prompt, String continuation) implements Request {
    /** After plain text. */
    public Loglikelihood(String context, String continuation) {
      this(Prompt.of(context), continuation);
    }
  }

  /** The log-probability of a whole text, in windows. */
  record Rolling(String text, Windows windows) implements Request {
    /** Every token once. */
    public Rolling(String text) {
      this(text, Windows.whole());
    }
  }

  /** The log-probability of windows that are drawn from many texts. */
  record Drawn(Texts texts, Windows.Drawn windows) implements Request {
    @Override
    public String toString() {
      return windows + " from " + texts.size() + " texts";
    }
  }

  /**
   * What the model says after {@code prompt}, cut at the first of the {@code until} strings.
   *
   * @param maxTokens most tokens generated
   * @param repeat which of several answers to the same prompt, from 0: others are drawn
   * @param followUps what is said to the model after each of its answers but the last: in a chat
   *     the user's next message, in plain text all that stands between two answers
   */
  record Generate(
      Prompt prompt,
      List<String> until,
      int maxTokens,
      Sampling sampling,
      int repeat,
      List<String> followUps)
      implements Request {
    public Generate {
      until = List.copyOf(until);
      followUps = List.copyOf(followUps);
      if (repeat < 0) {
        throw new IllegalArgumentException(
            "Cannot generate repeat " + repeat + " (expected 0 or more)");
      }
    }

    /** One answer. */
    public Generate(
        Prompt prompt, List<String> until, int maxTokens, Sampling sampling, int repeat) {
      this(prompt, until, maxTokens, sampling, repeat, List.of());
    }

    /** The likeliest tokens after plain text. */
    public Generate(String context, List<String> until, int maxTokens) {
      this(Prompt.of(context), until, maxTokens, Sampling.greedy(), 0);
    }
  }
}
