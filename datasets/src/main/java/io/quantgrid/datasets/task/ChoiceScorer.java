package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.datasets.read.Document;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/** Multiple choice: the choice with the highest log-likelihood, plain or by length. */
record ChoiceScorer(Turn turn, List<Metric.Use> uses) implements Scorer {
  @Override
  public Kind kind() {
    return Kind.MULTIPLE_CHOICE;
  }

  @Override
  public List<MetricSpec> metrics() {
    return Scorer.specs(uses, List.of(Metric.ACC, Metric.ACC_NORM, Metric.ACC_BYTES));
  }

  @Override
  public Item item(Document document, String context) {
    List<String> choices = turn.choices(document);
    String prompt = context + turn.ask(document);
    List<Request> requests =
        choices.stream()
            .<Request>map(
                choice -> new Request.Loglikelihood(prompt, turn.targetDelimiter() + choice))
            .toList();
    String target = String.valueOf(turn.gold(document, choices));
    return new Item(document.position(), document.hash(), requests, choices, target, 0, 0);
  }

  @Override
  public Judgement judge(Item item, List<Response> responses) {
    Scorer.checkCount(item, responses);
    int gold = Integer.parseInt(item.target());
    Map<String, Double> metrics = new LinkedHashMap<>();
    Optional<Boolean> correct = Optional.empty();
    int predicted = best(item, responses, choice -> 1);
    for (MetricSpec spec : metrics()) {
      boolean right =
          switch (spec.name()) {
            case "acc" -> predicted == gold;
            case "acc_norm" -> best(item, responses, ChoiceScorer::characters) == gold;
            case "acc_bytes" -> best(item, responses, ChoiceScorer::bytes) == gold;
            default -> Scorer.loglikelihood(responses, gold).greedy();
          };
      metrics.put(spec.key(), right ? 1.0 : 0.0);
      if (spec.main()) {
        correct = Optional.of(right);
        predicted =
            switch (spec.name()) {
              case "acc_norm" -> best(item, responses, ChoiceScorer::characters);
              case "acc_bytes" -> best(item, responses, ChoiceScorer::bytes);
              default -> predicted;
            };
      }
    }
    return new Judgement(metrics, correct, OptionalInt.of(predicted), Optional.empty());
  }

  /** Index of the highest log-likelihood over length; of equal ones the first. */
  private static int best(Item item, List<Response> responses, ToDoubleFunction<String> length) {
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < responses.size(); i++) {
      double score =
          Scorer.loglikelihood(responses, i).loglikelihood()
              / length.applyAsDouble(item.choices().get(i));
      if (score > highest) {
        highest = score;
        best = i;
      }
    }
    return best;
  }

  private static double characters(String choice) {
    return choice.codePointCount(0, choice.length());
  }

  private static double bytes(String choice) {
    return choice.getBytes(StandardCharsets.UTF_8).length;
  }
}
