package io.quantgrid.core.evaluate;

/** How a text that is scored as a whole is cut into what a model is fed. */
public sealed interface Windows {
  /** Every token once, in windows as long as the model takes: lm-evaluation-harness. */
  record Whole() implements Windows {}

  /**
   * Windows of {@code length} tokens one after the other, each on its own: its first token is not
   * scored. Special tokens are put once, before the text; what does not fill a window is left out.
   * As in the code of GPTQ (Frantar et al. 2022).
   *
   * @param most windows; the others are left out
   */
  record Disjoint(int length, int most) implements Windows {
    public Disjoint {
      check(length);
    }
  }

  /**
   * Such windows of which the second half is scored after the first, its first token not: {@code
   * llama-perplexity}. Where the tokenizer puts a BOS, it takes the place of every window's first
   * token.
   */
  record SecondHalves(int length) implements Windows {
    public SecondHalves {
      check(length);
    }
  }

  private static void check(int length) {
    if (length < 4) {
      throw new IllegalArgumentException(
          "Cannot cut windows of " + length + " tokens (expected 4 or more)");
    }
  }

  /** The harness's. */
  static Windows whole() {
    return new Whole();
  }
}
