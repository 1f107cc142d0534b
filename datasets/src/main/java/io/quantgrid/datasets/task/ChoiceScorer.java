package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.Prompt;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.read.Document;
import io.quantgrid.datasets.read.Documents;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Multiple choice: the log-likelihood of each choice after the question, or of one answer after
 * each choice.
 */
record ChoiceScorer(Turn turn, Unconditional unconditional, Answers.Targets targets)
    implements Scorer {
  /** Whether the choices are asked for without the question too. */
  enum Unconditional {
    ASKED,
    NOT_ASKED
  }

  @Override
  public Kind kind() {
    return Kind.MULTIPLE_CHOICE;
  }

  @Override
  public Item item(Document document, Preamble preamble) {
    List<String> choices = turn.answers().choices(document);
    List<Integer> gold = gold(document, choices);
    String target = gold.size() == 1 ? String.valueOf(gold.get(0)) : gold.toString();
    List<Request> requests = new ArrayList<>(requests(document, preamble, choices));
    if (unconditional == Unconditional.ASKED) {
      String delimiter = preamble.choiceDelimiter(turn);
      choices.forEach(choice -> requests.add(new Request.Loglikelihood("", delimiter + choice)));
    }
    return new Item(document.position(), document.hash(), requests, choices, target, 0, 0);
  }

  private List<Request> requests(Document document, Preamble preamble, List<String> choices) {
    String delimiter = preamble.choiceDelimiter(turn);
    if (turn.asked(document).isPresent()) {
      String answer = delimiter + turn.answers().written(document);
      return choices.stream()
          .<Request>map(
              choice ->
                  new Request.Loglikelihood(preamble.ask(turn.askChoice(choice, document)), answer))
          .toList();
    }
    Prompt prompt = preamble.ask(turn.ask(document));
    return choices.stream()
        .<Request>map(choice -> new Request.Loglikelihood(prompt, delimiter + choice))
        .toList();
  }

  @Override
  public Scorer settled(Documents data) {
    Document first = data.read(0, 1).get(0);
    return new ChoiceScorer(turn, unconditional, turn.answers().targets(first));
  }

  @Override
  public Gold gold(Document document) {
    return new Gold.Choice(gold(document, turn.answers().choices(document)));
  }

  private List<Integer> gold(Document document, List<String> choices) {
    OptionalInt asked = turn.asked(document);
    return asked.isPresent()
        ? List.of(asked.getAsInt())
        : turn.answers().gold(document, choices, targets);
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
    double[] alone = new double[responses.size() - count];
    for (int i = 0; i < alone.length; i++) {
      alone[i] = Scorer.loglikelihood(responses, count + i).loglikelihood();
    }
    return new Outcome.Choices(item.choices(), loglikelihoods, greedy, alone);
  }
}
