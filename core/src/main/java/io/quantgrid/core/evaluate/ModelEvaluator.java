package io.quantgrid.core.evaluate;

import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.text.Tokenizer;
import io.quantgrid.kernels.tensor.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Evaluates on the calling thread. Native memory is freed batch by batch: nothing is held between
 * calls. For one thread at a time; several may share the model and the tokenizer.
 */
public final class ModelEvaluator implements Evaluator {
  /** The length of a model that names none. */
  private static final int DEFAULT_LENGTH = 2048;

  private final CausalModel model;
  private final Engine engine;
  private final EvaluationSettings settings;
  private final RequestEncoding encoding;
  private final Scorer scorer;
  private final Generator generator;
  private final Tokenizer tokenizer;

  /**
   * @param stopTokens ids that end a generated text
   * @param maxLength most tokens the model is fed, see {@link #maxLength}
   * @throws IllegalArgumentException when the tokenizer has neither BOS nor EOS
   */
  public ModelEvaluator(
      CausalModel model,
      Tokenizer tokenizer,
      EvaluationSettings settings,
      Set<Integer> stopTokens,
      int maxLength) {
    if (maxLength < 1) {
      throw new IllegalArgumentException(
          "Cannot evaluate with maximum length " + maxLength + " (expected 1 or more)");
    }
    this.model = model;
    this.engine = model.engine();
    this.settings = settings;
    this.tokenizer = tokenizer;
    int vocabulary = model.config().vocabulary();
    this.encoding = new RequestEncoding(tokenizer, stopTokens, vocabulary, maxLength);
    this.scorer = new Scorer(model, settings.batch());
    this.generator = new Generator(model, settings.batch());
  }

  /** The model's own length, else the tokenizer's, else 2048. */
  public static int maxLength(ModelConfig config, Tokenizer tokenizer) {
    return config.maxLength().orElse(tokenizer.maxLength().orElse(DEFAULT_LENGTH));
  }

  @Override
  public List<SampleResult> evaluate(Task task, List<Item> items, Optional<References> references) {
    engine.threads(settings.threads());
    return task.kind() == Kind.GENERATE
        ? generated(task, items, references)
        : scored(task, items, references);
  }

  private List<SampleResult> scored(Task task, List<Item> items, Optional<References> references) {
    List<ItemScore> scores = new ArrayList<>();
    for (Item item : items) {
      ItemScore score = new ItemScore(encoding.scoring(item));
      references.ifPresentOrElse(
          lookup -> score.compareWith(reference(lookup, item)),
          () -> score.keepTop(settings.topK()));
      scores.add(score);
    }
    Function<Item, List<int[]>> contexts =
        item ->
            encoding.scoring(item).requests().stream()
                .flatMap(List::stream)
                .map(TokenPair::context)
                .toList();
    withPrefix(
        task.kind() == Kind.ROLLING || !model.sharesPrefixes()
            ? new int[0]
            : SharedBeginning.of(task, contexts),
        prefix -> scorer.score(scores, prefix));
    return IntStream.range(0, items.size())
        .mapToObj(
            i -> {
              ItemScore score = scores.get(i);
              return new Judged(task, items.get(i), score.responses(), score.reference())
                  .scored(score.divergence(), score.top());
            })
        .toList();
  }

  private List<SampleResult> generated(
      Task task, List<Item> items, Optional<References> references) {
    List<List<Conversation>> conversations = items.stream().map(this::conversations).toList();
    Function<Item, List<int[]>> prompts =
        item -> List.of(encoding.generation(item.docId(), prompts(item).get(0)).prompt());
    withPrefix(
        model.readsInPieces() ? SharedBeginning.of(task, prompts) : new int[0],
        prefix ->
            generate(conversations.stream().flatMap(List::stream).distinct().toList(), prefix));
    List<List<Response>> beside = scoredBeside(items);
    List<SampleResult> results = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      List<Response.Text> texts =
          conversations.get(i).stream().map(Conversation::response).toList();
      List<Response> responses = new ArrayList<>(texts);
      responses.addAll(beside.get(i));
      Judged judged =
          new Judged(task, item, responses, references.map(all -> reference(all, item)));
      for (int repeat = 0; repeat < texts.size(); repeat++) {
        int wanted = repeat;
        results.add(
            judged.generated(
                texts.get(repeat),
                repeat,
                references.map(all -> reference(all, item, wanted)),
                settings.embeddings()));
      }
    }
    return results;
  }

  /** What is scored of items that texts are generated of: the requests behind their prompts. */
  private List<List<Response>> scoredBeside(List<Item> items) {
    List<ItemScore> scores =
        items.stream().map(item -> new ItemScore(encoding.scoring(item))).toList();
    scorer.score(scores, Optional.empty());
    return IntStream.range(0, items.size())
        .mapToObj(
            i -> {
              List<Response> all = scores.get(i).responses();
              return all.subList(prompts(items.get(i)).size(), all.size());
            })
        .toList();
  }

  /** Turn by turn: what is said next depends on nothing but the same conversation. */
  private void generate(List<Conversation> conversations, Optional<Prefix> prefix) {
    List<Conversation> open = conversations;
    while (!open.isEmpty()) {
      generator.generate(open.stream().map(Conversation::next).toList(), prefix);
      open = open.stream().filter(one -> one.goesOn(tokenizer, encoding)).toList();
    }
  }

  /** One for each repeat; likeliest ones after the same prompt are the same. */
  private List<Conversation> conversations(Item item) {
    List<Conversation> all = new ArrayList<>();
    List<Request.Generate> requests = prompts(item);
    for (Request.Generate request : requests) {
      boolean same =
          request.sampling().isGreedy()
              && request.repeat() > 0
              && request.prompt().equals(requests.get(0).prompt());
      all.add(same ? all.get(0) : new Conversation(item.docId(), request, encoding));
    }
    return all;
  }

  private void withPrefix(int[] tokens, Consumer<Optional<Prefix>> body) {
    if (tokens.length == 0) {
      body.accept(Optional.empty());
      return;
    }
    try (Prefix prefix = Prefix.of(model, tokens)) {
      body.accept(Optional.of(prefix));
    }
  }

  /** The prompts, which stand before what is scored. */
  private static List<Request.Generate> prompts(Item item) {
    List<Request.Generate> prompts = new ArrayList<>();
    List<Request> behind = new ArrayList<>();
    for (Request request : item.requests()) {
      if (request instanceof Request.Generate generate && behind.isEmpty()) {
        prompts.add(generate);
      } else {
        behind.add(request);
      }
    }
    if (prompts.isEmpty() || !behind.stream().allMatch(Request.Loglikelihood.class::isInstance)) {
      throw new TaskException(
          "Cannot generate for document "
              + item.docId()
              + ": "
              + item.requests()
              + " (expected one prompt or more, and behind them continuations)");
    }
    return prompts;
  }

  private static Reference reference(References references, Item item) {
    return reference(references, item, 0);
  }

  private static Reference reference(References references, Item item, int repeat) {
    return references
        .find(item.docId(), repeat)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot compare document "
                        + item.docId()
                        + " with the baseline: it left none of repeat "
                        + repeat
                        + " (expected one reference per item and repeat)"));
  }
}
