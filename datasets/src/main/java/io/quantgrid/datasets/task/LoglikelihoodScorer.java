package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.datasets.read.Document;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The log-likelihood of one target: its perplexity, and whether greedy decoding would give it. */
record LoglikelihoodScorer(Turn turn, List<Metric.Use> uses) implements Scorer {
  @Override
  public Kind kind() {
    return Kind.LOGLIKELIHOOD;
  }

  @Override
  public List<MetricSpec> metrics() {
    return Scorer.specs(uses, List.of(Metric.ACC, Metric.PERPLEXITY));
  }

  @Override
  public Item item(Document document, String context) {
    String target = turn.expected(document);
    return Scorer.item(
        document, new Request.Loglikelihood(context + turn.ask(document), target), target);
  }

  @Override
  public Judgement judge(Item item, List<Response> responses) {
    Scorer.checkCount(item, responses);
    Response.Loglikelihood response = Scorer.loglikelihood(responses, 0);
    Map<String, Double> metrics = new LinkedHashMap<>();
    Optional<Boolean> correct = Optional.empty();
    for (MetricSpec spec : metrics()) {
      if (spec.name().equals(Metric.ACC.text)) {
        metrics.put(spec.key(), response.greedy() ? 1.0 : 0.0);
        correct = Optional.of(response.greedy());
      } else {
        metrics.put(spec.key(), response.loglikelihood());
      }
    }
    return new Judgement(metrics, correct, OptionalInt.empty(), Optional.empty());
  }
}
