package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.Prompt;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.read.Document;
import java.util.List;

/** Multiple choice: the log-likelihood of each choice after the question. */
record ChoiceScorer(Turn turn) implements Scorer {
  @Override
  public Kind kind() {
    return Kind.MULTIPLE_CHOICE;
  }

  @Override
  public Item item(Document document, Preamble preamble) {
    List<String> choices = turn.choices(document);
    Prompt prompt = preamble.ask(turn.ask(document));
    String delimiter = preamble.choiceDelimiter(turn);
    List<Request> requests =
        choices.stream()
            .<Request>map(choice -> new Request.Loglikelihood(prompt, delimiter + choice))
            .toList();
    String target = String.valueOf(turn.gold(document, choices));
    return new Item(document.position(), document.hash(), requests, choices, target, 0, 0);
  }

  @Override
  public Gold gold(Document document) {
    return new Gold.Choice(List.of(turn.gold(document, turn.choices(document))));
  }

  @Override
  public Outcome outcome(Item item, List<Response> responses) {
    int count = item.choices().size();
    double[] loglikelihoods = new double[count];
    boolean[] greedy = new boolean[count];
    for (int i = 0; i < count; i++) {
      Response.Loglikelihood response = Scorer.loglikelihood(responses, i);
      loglikelihoods[i] = response.loglikelihood();
      greedy[i] = response.greedy();
    }
    return new Outcome.Choices(item.choices(), loglikelihoods, greedy, new double[0]);
  }
}
