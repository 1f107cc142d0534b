package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.Sampling;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.read.Document;
import java.util.List;

/** Generated text. */
record GenerateScorer(Turn turn, Generation generation) implements Scorer {
  @Override
  public Kind kind() {
    return Kind.GENERATE;
  }

  @Override
  public Item item(Document document, Preamble preamble) {
    return Scorer.item(
        document,
        new Request.Generate(
            preamble.ask(turn.ask(document)),
            generation.until(),
            generation.maxTokens(),
            Sampling.greedy(),
            0),
        turn.expected(document));
  }

  @Override
  public Gold gold(Document document) {
    return new Gold.Text(List.of(turn.expected(document)));
  }

  @Override
  public Outcome outcome(Item item, List<Response> responses) {
    return new Outcome.Generated(responses.stream().map(GenerateScorer::text).toList());
  }

  private static String text(Response response) {
    if (response instanceof Response.Text text) {
      return text.text();
    }
    throw new IllegalArgumentException(
        "Cannot judge: " + response + " (expected a generated text)");
  }
}
