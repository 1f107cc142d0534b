package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.datasets.python.PythonText;
import io.quantgrid.datasets.read.Document;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The log-likelihood of a whole text; the values of all metrics are that, their weights differ. */
record RollingScorer(Turn turn, List<Metric.Use> uses) implements Scorer {
  @Override
  public Kind kind() {
    return Kind.ROLLING;
  }

  @Override
  public List<MetricSpec> metrics() {
    return Scorer.specs(uses, List.of());
  }

  @Override
  public Item item(Document document, String context) {
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
  public Judgement judge(Item item, List<Response> responses) {
    Scorer.checkCount(item, responses);
    double loglikelihood = Scorer.loglikelihood(responses, 0).loglikelihood();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics().forEach(spec -> metrics.put(spec.key(), loglikelihood));
    return new Judgement(metrics, Optional.empty(), OptionalInt.empty(), Optional.empty());
  }
}
