package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.read.Document;
import java.util.List;

/** The log-likelihood of one target after its context. */
record LoglikelihoodScorer(Turn turn) implements Scorer {
  @Override
  public Kind kind() {
    return Kind.LOGLIKELIHOOD;
  }

  @Override
  public Item item(Document document, Preamble preamble) {
    String target = turn.answers().written(document);
    return Scorer.item(
        document, new Request.Loglikelihood(preamble.ask(turn.ask(document)), target), target);
  }

  @Override
  public Gold gold(Document document) {
    return Gold.Text.of(turn.answers().written(document));
  }

  @Override
  public Outcome outcome(Item item, List<Response> responses) {
    Response.Loglikelihood response = Scorer.loglikelihood(responses, 0);
    return new Outcome.Continuation(response.loglikelihood(), response.greedy());
  }
}
