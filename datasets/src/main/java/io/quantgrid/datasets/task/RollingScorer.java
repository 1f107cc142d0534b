package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.Texts;
import io.quantgrid.core.evaluate.Windows;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.function.TaskFunction;
import io.quantgrid.datasets.python.PythonText;
import io.quantgrid.datasets.read.Document;
import io.quantgrid.datasets.read.Documents;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The log-likelihood of a whole text; the values of all metrics are that, their weights differ.
 *
 * @param original gives the text whose words and bytes are counted, if that is another
 * @param windows how the text is cut
 * @param texts that windows are drawn from, once they are known
 */
record RollingScorer(
    Turn turn, Optional<TaskFunction.OfText> original, Windows windows, Optional<Texts> texts)
    implements Scorer {
  /** Before the data are known. */
  RollingScorer(Turn turn, Optional<TaskFunction.OfText> original, Windows windows) {
    this(turn, original, windows, Optional.empty());
  }

  @Override
  public Scorer settled(Documents data) {
    return data instanceof SeparateTexts separate
        ? new RollingScorer(turn, original, windows, Optional.of(separate.texts()))
        : this;
  }

  @Override
  public Kind kind() {
    return Kind.ROLLING;
  }

  @Override
  public Item item(Document document, Preamble preamble) {
    if (windows instanceof Windows.Drawn drawn) {
      return Scorer.item(document, new Request.Drawn(texts.orElseThrow(), drawn), "");
    }
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
