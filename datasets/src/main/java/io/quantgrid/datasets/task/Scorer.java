package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.datasets.read.Document;
import java.util.List;

/** What a kind of task asks about a document, and what it makes of the answers. */
sealed interface Scorer permits ChoiceScorer, LoglikelihoodScorer, RollingScorer, GenerateScorer {
  Kind kind();

  List<MetricSpec> metrics();

  /**
   * @param context examples before the question, with the description
   */
  Item item(Document document, String context);

  Judgement judge(Item item, List<Response> responses);

  static Item item(Document document, Request request, String target) {
    return new Item(
        document.position(), document.hash(), List.of(request), List.of(), target, 0, 0);
  }

  static MetricSpec spec(Metric.Use use, String filter, boolean main) {
    Metric metric = use.metric();
    return new MetricSpec(
        metric.text, filter, metric.aggregation, metric.weight, use.higherIsBetter(), main);
  }

  /** One spec per metric; the main one is the first of {@code preferred} that the task has. */
  static List<MetricSpec> specs(List<Metric.Use> uses, List<Metric> preferred) {
    List<Metric> present = uses.stream().map(Metric.Use::metric).toList();
    Metric main = preferred.stream().filter(present::contains).findFirst().orElse(present.get(0));
    return uses.stream().map(use -> spec(use, "none", use.metric() == main)).toList();
  }

  static Response.Loglikelihood loglikelihood(List<Response> responses, int index) {
    if (responses.get(index) instanceof Response.Loglikelihood loglikelihood) {
      return loglikelihood;
    }
    throw new IllegalArgumentException(
        "Cannot judge: " + responses.get(index) + " (expected a log-likelihood)");
  }

  static void checkCount(Item item, List<Response> responses) {
    if (item.requests().size() != responses.size()) {
      throw new IllegalArgumentException(
          "Cannot judge item "
              + item.docId()
              + ": "
              + responses.size()
              + " responses (expected "
              + item.requests().size()
              + ")");
    }
  }
}
