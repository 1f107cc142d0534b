package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.Prompt;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.Turns;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.read.Document;
import io.quantgrid.datasets.read.Documents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Generated text.
 *
 * @param repeats texts per document
 * @param scored continuations of the prompt whose log-likelihoods are asked for too
 */
record GenerateScorer(
    Turn turn,
    FollowUps followUps,
    Generation generation,
    int repeats,
    List<String> scored,
    Answers.Targets targets)
    implements Scorer {
  /** The key of {@link #scored}. */
  static final String SCORED = "also_scored";

  @Override
  public Kind kind() {
    return Kind.GENERATE;
  }

  @Override
  public Item item(Document document, Preamble preamble) {
    Prompt prompt = preamble.ask(turn.ask(document));
    List<String> then = followUps.of(document, preamble.chat());
    List<Request> requests = new ArrayList<>();
    for (int repeat = 0; repeat < repeats; repeat++) {
      requests.add(
          new Request.Generate(
              prompt,
              generation.until(),
              generation.maxTokens(),
              generation.sampling(),
              repeat,
              then));
    }
    scored.forEach(text -> requests.add(new Request.Loglikelihood(prompt, text)));
    Map<String, String> facts =
        then.isEmpty() ? Map.of() : Map.of(Turns.FACT, Integer.toString(1 + then.size()));
    return new Item(
        document.position(), document.hash(), requests, List.of(), target(document), 0, 0, facts);
  }

  @Override
  public Gold gold(Document document) {
    return new Gold.Text(turn.answers().expected(document, targets), targets);
  }

  @Override
  public Scorer settled(Documents data) {
    Document first = data.read(0, 1).get(0);
    return new GenerateScorer(
        turn, followUps, generation, repeats, scored, turn.answers().targets(first));
  }

  private String target(Document document) {
    List<String> expected = turn.answers().expected(document, targets);
    return targets == Answers.Targets.ONE ? expected.get(0) : Values.text(expected);
  }

  @Override
  public Outcome outcome(Item item, List<Response> responses) {
    List<Response.Text> texts =
        responses.subList(0, repeats).stream().map(GenerateScorer::text).toList();
    List<Double> loglikelihoods = new ArrayList<>();
    for (int i = repeats; i < responses.size(); i++) {
      loglikelihoods.add(Scorer.loglikelihood(responses, i).loglikelihood());
    }
    return new Outcome.Generated(
        texts.stream().map(Response.Text::text).toList(),
        texts.stream().map(Response.Text::tokens).toList(),
        loglikelihoods);
  }

  private static Response.Text text(Response response) {
    if (response instanceof Response.Text text) {
      return text;
    }
    throw new IllegalArgumentException(
        "Cannot judge: " + response + " (expected a generated text)");
  }
}
