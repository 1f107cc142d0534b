package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.Windows;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.function.TaskFunction;
import io.quantgrid.datasets.python.PythonText;
import io.quantgrid.datasets.read.Document;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The log-likelihood of a whole text; the values of all metrics are that, their weights differ.
 *
 * @param original gives the text whose words and bytes are counted, if that is another
 * @param windows how the text is cut
 */
record RollingScorer(Turn turn, Optional<TaskFunction.OfText> original, Windows windows)
    implements Scorer {
  @Override
  public Kind kind() {
    return Kind.ROLLING;
  }

  @Override
  public Item item(Document document, Preamble preamble) {
    String text = turn.answers().written(document);
    String counted = original.map(of -> of.counted(document.fields())).orElse(text);
    return new Item(
        document.position(),
        document.hash(),
        List.of(new Request.Rolling(text, windows)),
        List.of(),
        windows instanceof Windows.Whole ? text : "",
        PythonText.words(counted),
        counted.getBytes(StandardCharsets.UTF_8).length);
  }

  @Override
  public Gold gold(Document document) {
    return Gold.Text.of(turn.answers().written(document));
  }

  @Override
  public Outcome outcome(Item item, List<Response> responses) {
    Response.Loglikelihood response = Scorer.loglikelihood(responses, 0);
    return new Outcome.WholeText(item.target(), response.loglikelihood(), response.scoredTokens());
  }
}
