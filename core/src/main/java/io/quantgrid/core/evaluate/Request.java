package io.quantgrid.core.evaluate;

import java.util.List;

/**
 * One question to the model, in text. Token ids follow the conventions of lm-evaluation-harness's
 * hf backend.
 */
public sealed interface Request {
  /**
   * The log-probability of {@code continuation} after {@code context} (may be empty: then the
   * prefix token stands for it).
   */
  record Loglikelihood(String context, String continuation) implements Request {}

  /** The log-probability of a whole text, in windows. */
  record Rolling(String text) implements Request {}

  /**
   * A greedy continuation of {@code context}, cut at the first of the {@code until} strings.
   *
   * @param maxTokens most tokens generated
   */
  record Generate(String context, List<String> until, int maxTokens) implements Request {
    public Generate {
      until = List.copyOf(until);
    }
  }
}
