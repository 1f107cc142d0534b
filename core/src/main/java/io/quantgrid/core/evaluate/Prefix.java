package io.quantgrid.core.evaluate;

import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.KvCache;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the prompts of a task begin with, computed once.
 *
 * @param cache one row, that holds the tokens
 */
record Prefix(int[] tokens, KvCache cache) implements AutoCloseable {
  static Prefix of(CausalModel model, int[] tokens) {
    KvCache cache = model.cache(1, tokens.length);
    boolean complete = false;
    try {
      new Prefill(new Decoder(model), cache, Optional.empty()).feed(tokens, 0, tokens.length);
      complete = true;
      return new Prefix(tokens, cache);
    } finally {
      if (!complete) {
        cache.close();
      }
    }
  }

  int length() {
    return tokens.length;
  }

  /** Whether a prompt begins with it and goes on. */
  boolean begins(int[] prompt) {
    return prompt.length > tokens.length
        && Arrays.equals(prompt, 0, tokens.length, tokens, 0, tokens.length);
  }

  @Override
  public void close() {
    cache.close();
  }
}
