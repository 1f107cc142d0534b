package io.quantgrid.core.evaluate;

import java.util.List;

/** The model's answer to one {@link Request}. */
public sealed interface Response {
  /**
   * @param loglikelihood natural logarithm, summed over the scored tokens
   * @param greedy whether every scored token was the most likely one
   * @param promptTokens tokens of context that were fed, without padding
   * @param scoredTokens tokens that were scored
   */
  record Loglikelihood(double loglikelihood, boolean greedy, int promptTokens, int scoredTokens)
      implements Response {}

  /**
   * @param tokens the generated ids, with the end token or stop string as they came, before the
   *     text was cut; of a conversation those of all answers, as {@code promptTokens} are all that
   *     was fed
   * @param text of a conversation all answers, between them a blank line
   * @param answers one for each turn
   */
  record Text(String text, int[] tokens, int promptTokens, List<String> answers)
      implements Response {
    public Text {
      answers = List.copyOf(answers);
    }

    /** One answer. */
    public Text(String text, int[] tokens, int promptTokens) {
      this(text, tokens, promptTokens, List.of(text));
    }
  }
}
