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
   *
   * @param most windows; the others are left out
   */
  record SecondHalves(int length, int most) implements Windows {
    public SecondHalves {
      check(length);
    }
  }

  /**
   * Windows of {@code length} tokens at random places of texts that are longer, special tokens put
   * before each text: GPTQ's first way to cut C4. A text and a place are drawn by CPython's
   * generator.
   *
   * @param count of windows
   * @param seed of the draw, 0 to 2^32 - 1
   */
  record Drawn(int length, int count, long seed) implements Windows {
    public Drawn {
      check(length);
      if (count < 1) {
        throw new IllegalArgumentException(
            "Cannot draw " + count + " windows (expected 1 or more)");
      }
    }

    @Override
    public String toString() {
      return "%d windows of %d tokens, drawn by the seed %d".formatted(count, length, seed);
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
