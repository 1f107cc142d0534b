package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.python.PythonText;
import io.quantgrid.datasets.read.Document;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The log-likelihood of a whole text; the values of all metrics are that, their weights differ. */
record RollingScorer(Turn turn) implements Scorer {
  @Override
  public Kind kind() {
    return Kind.ROLLING;
  }

  @Override
  public Item item(Document document, Preamble preamble) {
    String text = turn.expected(document);
    return new Item(
        document.position(),
        document.hash(),
        List.of(new Request.Rolling(text)),
        List.of(),
        text,
        PythonText.words(text),
        text.getBytes(StandardCharsets.UTF_8).length);
  }

  @Override
  public Gold gold(Document document) {
    return new Gold.Text(List.of(turn.expected(document)));
  }

  @Override
  public Outcome outcome(Item item, List<Response> responses) {
    return new Outcome.WholeText(item.target(), Scorer.loglikelihood(responses, 0).loglikelihood());
  }
}
