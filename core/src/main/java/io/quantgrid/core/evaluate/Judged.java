package io.quantgrid.core.evaluate;

import io.quantgrid.core.checkpoint.Sha256;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Makes a row of an item, the responses to it and what the baseline left about it. */
final class Judged {
  private static final int[] NO_TOKENS = {};

  private final Task task;
  private final Item item;
  private final List<Response> responses;
  private final Optional<Reference> baseline;
  private final Judgement judgement;

  /**
   * @param baseline empty when this is the baseline
   */
  Judged(Task task, Item item, List<? extends Response> responses, Optional<Reference> baseline) {
    this.task = task;
    this.item = item;
    this.responses = List.copyOf(responses);
    this.baseline = baseline;
    this.judgement = task.judge(item, this.responses);
  }

  /** The row of a scored item; leaves a reference if there are top tokens. */
  SampleResult scored(Optional<Divergence> divergence, Optional<TopTokens> top) {
    Optional<Reference> left =
        top.map(
            tokens ->
                new Reference(
                    item.docId(),
                    0,
                    judgement.correct(),
                    tokens.k(),
                    tokens.ids(),
                    tokens.logprobs(),
                    Optional.empty(),
                    NO_TOKENS));
    int output = scores().mapToInt(Response.Loglikelihood::scoredTokens).sum();
    int prompt = scores().mapToInt(Response.Loglikelihood::promptTokens).findFirst().orElse(0);
    return row(prompt, output, judgement.output(), Map.of(), Map.of(), divergence, left);
  }

  /**
   * The row of one of the generated texts; leaves a reference if there is no baseline.
   *
   * @param before the baseline's text of the same repeat
   */
  SampleResult generated(
      Response.Text text, int repeat, Optional<Reference> before, Embeddings embeddings) {
    Optional<Reference> left =
        baseline.isPresent()
            ? Optional.empty()
            : Optional.of(
                new Reference(
                    item.docId(),
                    repeat,
                    repeat == 0 ? judgement.correct() : Optional.empty(),
                    0,
                    NO_TOKENS,
                    new float[0],
                    Optional.of(text.text()),
                    text.tokens()));
    Map<String, Double> similarity =
        before
            .map(
                other ->
                    TextSimilarity.of(
                        textOf(other), other.tokens(), text.text(), text.tokens(), embeddings))
            .orElse(Map.of());
    Optional<String> output =
        text.answers().size() > 1
            ? Optional.of(Turns.written(text.answers()))
            : repeat == 0 ? judgement.output() : Optional.of(text.text());
    SampleResult first =
        row(
            text.promptTokens(),
            text.tokens().length,
            output,
            similarity,
            TextFigures.of(text.text(), text.tokens()),
            Optional.empty(),
            left);
    return repeat == 0 ? first : first.again(repeat);
  }

  private static String textOf(Reference baseline) {
    return baseline
        .text()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot compare document "
                        + baseline.docId()
                        + " with the baseline: it left no text (expected generated text)"));
  }

  private SampleResult row(
      int promptTokens,
      int outputTokens,
      Optional<String> output,
      Map<String, Double> similarity,
      Map<String, Double> text,
      Optional<Divergence> divergence,
      Optional<Reference> left) {
    Optional<Boolean> before = baseline.flatMap(Reference::correct);
    return new SampleResult(
        item.docId(),
        item.docHash(),
        promptHash(),
        task.kind(),
        task.shots(),
        0,
        promptTokens,
        outputTokens,
        loglikelihoods(),
        item.choices().stream()
            .mapToInt(choice -> choice.codePointCount(0, choice.length()))
            .toArray(),
        judgement.predicted(),
        item.target(),
        output,
        judgement.metrics(),
        judgement.statistics(),
        judgement.correct(),
        item.words(),
        item.bytes(),
        before,
        Flip.between(before, judgement.correct()).map(Flip::text),
        divergence.map(d -> OptionalDouble.of(d.klMean())).orElse(OptionalDouble.empty()),
        divergence.map(d -> OptionalDouble.of(d.klMax())).orElse(OptionalDouble.empty()),
        divergence.map(d -> OptionalDouble.of(d.top1Agreement())).orElse(OptionalDouble.empty()),
        similarity,
        text,
        item.facts(),
        left);
  }

  private Stream<Response.Loglikelihood> scores() {
    return responses.stream()
        .filter(Response.Loglikelihood.class::isInstance)
        .map(Response.Loglikelihood.class::cast);
  }

  /** One per choice (a task may ask for more behind them), or all. */
  private double[] loglikelihoods() {
    long wanted = item.choices().isEmpty() ? responses.size() : item.choices().size();
    return scores().limit(wanted).mapToDouble(Response.Loglikelihood::loglikelihood).toArray();
  }

  /**
   * SHA-256 of what the first request says to the model before its answers, or of the text; of
   * drawn windows, of what they are drawn from.
   */
  private String promptHash() {
    String prompt =
        item.requests().stream()
            .findFirst()
            .map(
                request -> {
                  if (request instanceof Request.Loglikelihood pair) {
                    return pair.prompt().text();
                  }
                  if (request instanceof Request.Drawn drawn) {
                    return drawn + " of " + item.docHash();
                  }
                  return request instanceof Request.Generate generate
                      ? said(generate)
                      : ((Request.Rolling) request).text();
                })
            .orElse("");
    return Sha256.hex(prompt);
  }

  private static String said(Request.Generate request) {
    String prompt = request.prompt().text();
    return request.followUps().isEmpty()
        ? prompt
        : prompt + "\n" + Turns.written(request.followUps());
  }
}
