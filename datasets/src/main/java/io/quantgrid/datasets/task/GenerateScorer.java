package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.Prompt;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.Turns;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.read.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Generated text.
 *
 * @param repeats texts per document
 */
record GenerateScorer(
    Turn turn, FollowUps followUps, Generation generation, int repeats, Answers.Targets targets)
    implements Scorer {
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
  public Scorer settled(Document first) {
    return new GenerateScorer(turn, followUps, generation, repeats, turn.answers().targets(first));
  }

  private String target(Document document) {
    List<String> expected = turn.answers().expected(document, targets);
    return targets == Answers.Targets.ONE ? expected.get(0) : Values.text(expected);
  }

  @Override
  public Outcome outcome(Item item, List<Response> responses) {
    List<Response.Text> texts = responses.stream().map(GenerateScorer::text).toList();
    return new Outcome.Generated(
        texts.stream().map(Response.Text::text).toList(),
        texts.stream().map(Response.Text::tokens).toList());
  }

  private static Response.Text text(Response response) {
    if (response instanceof Response.Text text) {
      return text;
    }
    throw new IllegalArgumentException(
        "Cannot judge: " + response + " (expected a generated text)");
  }
}
