package io.quantgrid.core.evaluate;

import io.quantgrid.core.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * What is generated for one request, turn by turn: each prompt but the first holds the answers
 * before it. Most requests have one turn.
 */
final class Conversation {
  private final long docId;
  private final Request.Generate request;
  private final List<Response.Text> turns = new ArrayList<>();
  private Prompt prompt;
  private Generation generation;

  /**
   * @param encoding of the first prompt, which is encoded at once
   */
  Conversation(long docId, Request.Generate request, RequestEncoding encoding) {
    this.docId = docId;
    this.request = request;
    this.prompt = request.prompt();
    this.generation = encoding.generation(docId, request);
  }

  /** What is to be generated next. */
  Generation next() {
    return generation;
  }

  /** Takes what was generated; true if there is a turn after it, which is {@link #next} then. */
  boolean goesOn(Tokenizer tokenizer, RequestEncoding encoding) {
    Response.Text answer = generation.response(tokenizer);
    turns.add(answer);
    int turn = turns.size();
    if (turn > request.followUps().size()) {
      return false;
    }
    prompt = prompt.then(answer.text(), request.followUps().get(turn - 1));
    generation = encoding.generation(docId, request, prompt, turn);
    return true;
  }

  /** All answers, when there is no turn left. */
  Response.Text response() {
    return turns.size() == 1 ? turns.get(0) : Turns.joined(turns);
  }
}
