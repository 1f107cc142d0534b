package io.quantgrid.core.evaluate;

import io.quantgrid.core.text.Tokenizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Requests as token ids that fit the model. For one thread at a time. */
final class RequestEncoding {
  private final Tokenizer tokenizer;
  private final PromptTexts prompts;
  private final PairEncoding pairs;
  private final Set<Integer> stopTokens;
  private final int vocabulary;
  private final int maxLength;
  private final Map<String, StopString> stopStrings = new HashMap<>();

  /**
   * @param vocabulary token ids that the model knows: from 0 to below this
   * @param maxLength most tokens the model is fed
   */
  RequestEncoding(Tokenizer tokenizer, Set<Integer> stopTokens, int vocabulary, int maxLength) {
    this.tokenizer = tokenizer;
    this.prompts = new PromptTexts(tokenizer);
    this.pairs = new PairEncoding(tokenizer);
    this.stopTokens = Set.copyOf(stopTokens);
    this.vocabulary = vocabulary;
    this.maxLength = maxLength;
  }

  /**
   * The ids of an item's scoring requests.
   *
   * @throws TaskException when a continuation has no tokens or is longer than the model's length
   */
  ScoringItem scoring(Item item) {
    Map<Prompt, Context> contexts = new HashMap<>(); // choices share one
    return new ScoringItem(
        item.docId(),
        item.requests().stream()
            .map(
                request -> {
                  if (request instanceof Request.Loglikelihood pair) {
                    return List.of(pair(pair, contexts));
                  }
                  if (request instanceof Request.Drawn drawn) {
                    return drawn(drawn);
                  }
                  return request instanceof Request.Rolling rolling
                      ? windows(rolling)
                      : List.<TokenPair>of();
                })
            .toList());
  }

  /** What stands before a continuation. */
  private record Context(String text, int[] ids) {}

  private TokenPair pair(Request.Loglikelihood request, Map<Prompt, Context> contexts) {
    Context context = contexts.computeIfAbsent(request.prompt(), this::context);
    return fitted(
        context.text().isEmpty()
            ? pairs.pair("", request.continuation())
            : pairs.split(context.text(), request.continuation(), context.ids()));
  }

  private Context context(Prompt prompt) {
    String text = prompts.of(prompt);
    return new Context(text, pairs.encode(PairEncoding.stripTrailing(text)));
  }

  private List<TokenPair> windows(Request.Rolling request) {
    if (!(request.windows() instanceof Windows.Whole)) {
      return FixedWindows.of(request.windows(), request.text(), tokenizer).stream()
          .map(this::whole)
          .toList();
    }
    int[] tokens = tokenizer.encodePlain(request.text());
    return RollingWindows.of(tokens, pairs.prefix(), maxLength).stream().map(this::fitted).toList();
  }

  private List<TokenPair> drawn(Request.Drawn request) {
    return DrawnWindows.of(request.windows(), request.texts(), tokenizer).stream()
        .map(this::whole)
        .toList();
  }

  /** A window that would be cut gives another figure under the same name. */
  private TokenPair whole(TokenPair window) {
    if (window.fed() > maxLength) {
      throw new TaskException(
          "Cannot feed a window of %d tokens (expected at most %d, the model's maximum length)"
              .formatted(window.fed(), maxLength));
    }
    return fitted(window);
  }

  private TokenPair fitted(TokenPair pair) {
    checkKnown(pair.context());
    checkKnown(pair.continuation());
    return pair.truncated(maxLength);
  }

  /**
   * A prompt with room for what follows: its last ids if it is too long.
   *
   * @throws TaskException when there is no room for a prompt, or nothing is to be generated
   */
  Generation generation(long docId, Request.Generate request) {
    return generation(docId, request, request.prompt(), 0);
  }

  /**
   * The same for a later turn.
   *
   * @param turn from 0
   */
  Generation generation(long docId, Request.Generate request, Prompt asked, int turn) {
    int room = maxLength - request.maxTokens();
    if (room < 1 || request.maxTokens() < 1) {
      throw new TaskException(
          "Cannot generate %d tokens for document %d (expected 1 to %d, one less than the model's maximum length)"
              .formatted(request.maxTokens(), docId, maxLength - 1));
    }
    int[] prompt = pairs.prompt(prompts.of(asked));
    checkKnown(prompt);
    int[] kept = Arrays.copyOfRange(prompt, Math.max(0, prompt.length - room), prompt.length);
    return new Generation(
        docId,
        request.repeat(),
        turn,
        request.sampling(),
        kept,
        until(request.until()),
        stopTokens,
        request.maxTokens());
  }

  /** The strings that are not empty, then EOS's text. */
  private List<StopString> until(List<String> strings) {
    return Stream.concat(strings.stream(), Stream.of(tokenizer.eosText()))
        .filter(text -> !text.isEmpty())
        .distinct()
        .map(
            text ->
                stopStrings.computeIfAbsent(
                    text, key -> new StopString(tokenizer, key, vocabulary)))
        .toList();
  }

  private void checkKnown(int[] ids) {
    for (int id : ids) {
      if (id >= vocabulary) {
        throw new IllegalArgumentException(
            "Cannot feed token %d (expected an id below %d: the tokenizer is not the model's)"
                .formatted(id, vocabulary));
      }
    }
  }
}
