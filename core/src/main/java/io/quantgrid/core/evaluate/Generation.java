package io.quantgrid.core.evaluate;

import io.quantgrid.core.text.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** One prompt and what is generated after it. */
final class Generation {
  /** More than any model generates at once; 128 turns have room. */
  private static final int STEPS_OF_A_TURN = 1 << 24;

  private final long docId;
  private final int repeat;
  private final int firstStep;
  private final Sampling sampling;
  private final int[] prompt;
  private final List<StopString> until;
  private final Set<Integer> stopTokens;
  private final int[] tokens;
  private int count;
  private boolean done;

  /** One whose tokens are the likeliest, always. */
  Generation(
      long docId, int[] prompt, List<StopString> until, Set<Integer> stopTokens, int maxTokens) {
    this(docId, 0, 0, Sampling.greedy(), prompt, until, stopTokens, maxTokens);
  }

  /**
   * @param repeat which of several texts after this prompt, from 0
   * @param turn which answer of a conversation, from 0: each has luck of its own
   * @param prompt ids, at least one
   * @param stopTokens ids that end the text
   * @param maxTokens most tokens generated, at least one
   */
  Generation(
      long docId,
      int repeat,
      int turn,
      Sampling sampling,
      int[] prompt,
      List<StopString> until,
      Set<Integer> stopTokens,
      int maxTokens) {
    this.docId = docId;
    this.repeat = repeat;
    this.firstStep = turn * STEPS_OF_A_TURN;
    this.sampling = sampling;
    this.prompt = prompt;
    this.until = until;
    this.stopTokens = stopTokens;
    this.tokens = new int[maxTokens];
  }

  long docId() {
    return docId;
  }

  int repeat() {
    return repeat;
  }

  /** Whether its tokens are the likeliest, always. */
  boolean isGreedy() {
    return sampling.isGreedy();
  }

  /**
   * Draws the next token. Depends on nothing but the logits, the document, the repeat, the turn and
   * how many tokens there are.
   *
   * @param logits of a whole vocabulary, among others
   * @param from where they begin
   */
  int draw(float[] logits, int from, int vocabulary) {
    double uniform = Philox.uniform(sampling.seed(), docId, repeat, firstStep + count);
    return Draw.token(logits, from, vocabulary, sampling, uniform);
  }

  int[] prompt() {
    return prompt;
  }

  int maxTokens() {
    return tokens.length;
  }

  /** Columns that a cache needs for it: the last token is not fed. */
  int columns() {
    return prompt.length + tokens.length - 1;
  }

  boolean done() {
    return done;
  }

  /** The token that was accepted last. */
  int last() {
    return tokens[count - 1];
  }

  /** Takes the next token; ignored once done. */
  void accept(int token) {
    if (done) {
      return;
    }
    tokens[count++] = token;
    done =
        count == tokens.length
            || stopTokens.contains(token)
            || until.stream().anyMatch(stop -> stop.completedBy(tokens, count));
  }

  /** The text without special tokens, cut at the first stop string, and the ids as they came. */
  Response.Text response(Tokenizer tokenizer) {
    int[] generated = Arrays.copyOf(tokens, count);
    String text = tokenizer.decodePlain(generated);
    for (StopString stop : until) {
      int at = text.indexOf(stop.text());
      text = at < 0 ? text : text.substring(0, at);
    }
    return new Response.Text(text, generated, prompt.length);
  }
}
