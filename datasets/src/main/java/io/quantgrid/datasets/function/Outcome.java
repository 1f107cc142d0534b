package io.quantgrid.datasets.function;

import java.util.List;

/** What the model made of one item. Logarithms are natural. */
public sealed interface Outcome {
  /**
   * @param loglikelihoods of each choice after the question
   * @param greedy whether greedy decoding would give the choice
   * @param unconditional of each choice alone; empty unless a metric asks for them
   */
  record Choices(
      List<String> choices, double[] loglikelihoods, boolean[] greedy, double[] unconditional)
      implements Outcome {}

  /** Of a target after its context. */
  record Continuation(double loglikelihood, boolean greedy) implements Outcome {}

  /**
   * Of a whole text.
   *
   * @param tokens that were scored
   */
  record WholeText(String text, double loglikelihood, int tokens) implements Outcome {}

  /**
   * @param texts what a chain of filters left of the generated texts
   * @param tokens the ids of each text before that; empty where they are not known
   * @param loglikelihoods of what the task scores beside the texts, in its order
   */
  record Generated(List<String> texts, List<int[]> tokens, List<Double> loglikelihoods)
      implements Outcome {
    public Generated {
      texts = List.copyOf(texts);
      tokens = List.copyOf(tokens);
      loglikelihoods = List.copyOf(loglikelihoods);
    }

    /** Texts beside which nothing is scored. */
    public Generated(List<String> texts, List<int[]> tokens) {
      this(texts, tokens, List.of());
    }

    /** Texts alone. */
    public Generated(List<String> texts) {
      this(texts, List.of());
    }

    /** The answer; empty where nothing is left. */
    public String first() {
      return texts.isEmpty() ? "" : texts.get(0);
    }
  }
}
