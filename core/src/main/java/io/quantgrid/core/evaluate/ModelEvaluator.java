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
import java.util.function.LongFunction;
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
  public List<SampleResult> evaluate(
      Task task, List<Item> items, Optional<LongFunction<Reference>> references) {
    engine.threads(settings.threads());
    return task.kind() == Kind.GENERATE
        ? generated(task, items, references)
        : scored(task, items, references);
  }

  private List<SampleResult> scored(
      Task task, List<Item> items, Optional<LongFunction<Reference>> references) {
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
      Task task, List<Item> items, Optional<LongFunction<Reference>> references) {
    List<Generation> generations =
        items.stream().map(item -> encoding.generation(item.docId(), prompt(item))).toList();
    Function<Item, List<int[]>> prompts =
        item -> List.of(encoding.generation(item.docId(), prompt(item)).prompt());
    withPrefix(
        model.readsInPieces() ? SharedBeginning.of(task, prompts) : new int[0],
        prefix -> generator.generate(generations, prefix));
    return IntStream.range(0, items.size())
        .mapToObj(
            i -> {
              Item item = items.get(i);
              Response.Text text = generations.get(i).response(tokenizer);
              Optional<Reference> reference = references.map(lookup -> reference(lookup, item));
              return new Judged(task, item, List.of(text), reference).generated(text);
            })
        .toList();
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

  private static Request.Generate prompt(Item item) {
    if (item.requests().size() == 1 && item.requests().get(0) instanceof Request.Generate request) {
      return request;
    }
    throw new TaskException(
        "Cannot generate for document "
            + item.docId()
            + ": "
            + item.requests()
            + " (expected one prompt)");
  }

  private static Reference reference(LongFunction<Reference> lookup, Item item) {
    Reference reference = lookup.apply(item.docId());
    if (reference == null) {
      throw new IllegalArgumentException(
          "Cannot compare document "
              + item.docId()
              + " with the baseline: it left none (expected one reference per item)");
    }
    return reference;
  }
}
