package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.datasets.read.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Generated text, filtered in one or more ways, compared with the expected text. */
record GenerateScorer(
    Turn turn, Generation generation, List<FilterPipeline> pipelines, List<Metric.Use> uses)
    implements Scorer {
  @Override
  public Kind kind() {
    return Kind.GENERATE;
  }

  @Override
  public List<MetricSpec> metrics() {
    List<MetricSpec> specs = new ArrayList<>();
    for (FilterPipeline pipeline : pipelines) {
      for (Metric.Use use : uses) {
        specs.add(Scorer.spec(use, pipeline.name(), specs.isEmpty()));
      }
    }
    return specs;
  }

  @Override
  public Item item(Document document, String context) {
    return Scorer.item(
        document,
        new Request.Generate(
            context + turn.ask(document), generation.until(), generation.maxTokens()),
        turn.expected(document));
  }

  @Override
  public Judgement judge(Item item, List<Response> responses) {
    Scorer.checkCount(item, responses);
    if (!(responses.get(0) instanceof Response.Text response)) {
      throw new IllegalArgumentException(
          "Cannot judge: " + responses.get(0) + " (expected a generated text)");
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    Optional<Boolean> correct = Optional.empty();
    Map<String, String> answers = filtered(response.text());
    for (MetricSpec spec : metrics()) {
      boolean right = uses.get(0).exactMatch().matches(answers.get(spec.filter()), item.target());
      metrics.put(spec.key(), right ? 1.0 : 0.0);
      if (spec.main()) {
        correct = Optional.of(right);
      }
    }
    return new Judgement(metrics, correct, OptionalInt.empty(), Optional.of(response.text()));
  }

  /** The answer by pipeline. */
  Map<String, String> filtered(String text) {
    Map<String, String> answers = new LinkedHashMap<>();
    pipelines.forEach(pipeline -> answers.put(pipeline.name(), pipeline.apply(text)));
    return answers;
  }
}
