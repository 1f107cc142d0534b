package io.quantgrid.core.evaluate;

import io.quantgrid.core.model.KvCache;
import io.quantgrid.core.model.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Runs prompts through a model, several at once, into a cache that is used again and again. */
final class Prefill {
  /**
   * Most tokens of a prompt in one run: a longer one goes alone, in pieces of this, so that the
   * memory of states and masks does not grow with it. Larger pieces gain little speed.
   */
  static final int CHUNK = 1024;

  private final Decoder decoder;
  private final KvCache cache;
  private final int rows;
  private final Optional<Prefix> prefix;

  /**
   * @param cache with a row for each prompt that is computed at a time
   * @param prefix what prompts may begin with
   */
  Prefill(Decoder decoder, KvCache cache, Optional<Prefix> prefix) {
    this.decoder = decoder;
    this.cache = cache;
    this.rows = cache.rows();
    this.prefix = prefix;
  }

  KvCache cache() {
    return cache;
  }

  /** How many of the first prompts go together, at least one, at most {@code free}. */
  int together(List<Generation> waiting, int free) {
    int most = Math.min(Math.min(free, rows), waiting.size());
    int longest = 1;
    for (int count = 0; count < most; count++) {
      int[] prompt = waiting.get(count).prompt();
      longest = Math.max(longest, prompt.length - shared(prompt));
      boolean fits = longest <= CHUNK && (count + 1) * longest <= Batches.MAX_PADDED_TOKENS;
      if (count > 0 && !fits) {
        return count;
      }
    }
    return most;
  }

  /**
   * The first token of each text.
   *
   * @param texts as many as go {@link #together}; the cache's rows hold their prompts then
   */
  int[] next(List<Generation> texts) {
    cache.use(texts.size());
    List<int[]> rest = new ArrayList<>();
    for (int row = 0; row < texts.size(); row++) {
      int[] prompt = texts.get(row).prompt();
      int from = begin(row, prompt);
      if (prompt.length - from > CHUNK && decoder.model().readsInPieces()) { // the only one
        int tail = from + (prompt.length - from - 1) / CHUNK * CHUNK;
        feed(prompt, from, tail);
        from = tail;
      }
      rest.add(Arrays.copyOfRange(prompt, from, prompt.length));
    }
    return decoder.next(TokenBatch.causal(rest), cache, texts);
  }

  /** Takes a part of a text in pieces, as the only row. */
  void feed(int[] tokens, int from, int to) {
    for (int at = from; at < to; at += CHUNK) {
      int[] piece = Arrays.copyOfRange(tokens, at, Math.min(to, at + CHUNK));
      decoder.feed(TokenBatch.causal(List.of(piece)), cache);
    }
  }

  /** Gives a row what is computed of its prompt already; how many tokens those are. */
  private int begin(int row, int[] prompt) {
    if (shared(prompt) > 0) {
      cache.put(row, prefix.orElseThrow().cache(), 0);
    } else {
      cache.clear(row);
    }
    return shared(prompt);
  }

  private int shared(int[] prompt) {
    return prefix.filter(text -> text.begins(prompt)).map(Prefix::length).orElse(0);
  }
}
