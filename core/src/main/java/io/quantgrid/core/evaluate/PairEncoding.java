package io.quantgrid.core.evaluate;

import io.quantgrid.core.text.Tokenizer;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Text to token ids as the hf backend of lm-evaluation-harness 0.4.13 does it.
 *
 * <p>Stateless but for the tokenizer: as thread safe as that is.
 */
final class PairEncoding {
  private final Tokenizer tokenizer;
  private final int prefix;

  /**
   * @throws IllegalArgumentException when the tokenizer has neither BOS nor EOS, so that nothing
   *     can stand for an empty context
   */
  PairEncoding(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    OptionalInt token = tokenizer.bos().isPresent() ? tokenizer.bos() : tokenizer.eos();
    this.prefix =
        token.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot encode requests: the tokenizer has no BOS and no EOS token (expected"
                        + " one of them as the prefix of empty contexts)"));
  }

  /** The token that stands for an empty context: BOS, or EOS without one. */
  int prefix() {
    return prefix;
  }

  /** Ids of a text with special tokens, but without if it begins with the BOS string itself. */
  int[] encode(String text) {
    String bos = tokenizer.bosText();
    return !bos.isEmpty() && text.startsWith(bos)
        ? tokenizer.encodePlain(text)
        : tokenizer.encode(text);
  }

  /** Ids of a prompt for generation; the prefix token if there are none. */
  int[] prompt(String text) {
    int[] ids = encode(text);
    return ids.length == 0 ? new int[] {prefix} : ids;
  }

  /**
   * Ids of context and continuation. Trailing white space of the context moves to the continuation;
   * context and whole are encoded separately and the continuation is what follows the context's own
   * length.
   *
   * @throws TaskException when no token is left to score
   */
  TokenPair pair(String context, String continuation) {
    if (context.isEmpty()) {
      return emptyContext(continuation);
    }
    String stripped = stripTrailing(context);
    return split(context, continuation, encode(stripped));
  }

  /** As {@link #pair}, where the ids of the context without trailing white space are known. */
  TokenPair split(String context, String continuation, int[] contextIds) {
    int[] whole = encode(context + continuation);
    if (whole.length <= contextIds.length) {
      throw nothingToScore(context, continuation);
    }
    int[] rest = Arrays.copyOfRange(whole, contextIds.length, whole.length);
    return new TokenPair(contextIds.length == 0 ? new int[] {prefix} : contextIds, rest);
  }

  private TokenPair emptyContext(String continuation) {
    int[] ids = tokenizer.encodePlain(continuation);
    boolean prefixed = ids.length > 0 && ids[0] == prefix;
    int[] rest = prefixed ? Arrays.copyOfRange(ids, 1, ids.length) : ids;
    if (rest.length == 0) {
      throw nothingToScore("", continuation);
    }
    return new TokenPair(new int[] {prefix}, rest);
  }

  private static TaskException nothingToScore(String context, String continuation) {
    String tail = context.substring(Math.max(0, context.length() - 40));
    return new TaskException(
        "Cannot score continuation: \""
            + continuation
            + "\" after \"..."
            + tail
            + "\" (expected at least one token of its own)");
  }

  /** Python's {@code rstrip()}: white space in its sense, no-break spaces included. */
  static String stripTrailing(String text) {
    int end = text.length();
    while (end > 0 && isPythonSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  private static boolean isPythonSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }
}
