package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.read.Document;
import io.quantgrid.datasets.read.Documents;
import java.util.List;

/** What a kind of task asks about a document, and what the model's answers come to. */
sealed interface Scorer permits ChoiceScorer, LoglikelihoodScorer, RollingScorer, GenerateScorer {
  Kind kind();

  /**
   * @param preamble what stands before the question
   */
  Item item(Document document, Preamble preamble);

  /**
   * The same once it is known what the data are like: the first document decides how those after it
   * are read.
   */
  default Scorer settled(Documents data) {
    return this;
  }

  /** What is right about the document. */
  Gold gold(Document document);

  Outcome outcome(Item item, List<Response> responses);

  static Item item(Document document, Request request, String target) {
    return item(document, List.of(request), target);
  }

  static Item item(Document document, List<Request> requests, String target) {
    return new Item(document.position(), document.hash(), requests, List.of(), target, 0, 0);
  }

  static Response.Loglikelihood loglikelihood(List<Response> responses, int index) {
    if (responses.get(index) instanceof Response.Loglikelihood loglikelihood) {
      return loglikelihood;
    }
    throw new IllegalArgumentException(
        "Cannot judge: " + responses.get(index) + " (expected a log-likelihood)");
  }
}
