package io.quantgrid.core.evaluate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One item of a task, rendered: what is asked and what would be right.
 *
 * @param docId position in the task's data
 * @param docHash SHA-256 of the document, hexadecimal
 * @param requests one per choice for multiple choice (all with one context), else one
 * @param choices the choices without delimiter; empty unless multiple choice
 * @param target expected answer: for choices the index as text
 * @param words pieces of the scored text between white space (rolling), else 0
 * @param bytes UTF-8 bytes of the scored text (rolling), else 0
 * @param facts what else is known of the item and figures may be broken down by: length, depth ...
 */
public record Item(
    long docId,
    String docHash,
    List<Request> requests,
    List<String> choices,
    String target,
    long words,
    long bytes,
    Map<String, String> facts) {
  public Item {
    requests = List.copyOf(requests);
    choices = List.copyOf(choices);
    facts = Map.copyOf(facts);
  }

  /** An item of which nothing else is known. */
  public Item(
      long docId,
      String docHash,
      List<Request> requests,
      List<String> choices,
      String target,
      long words,
      long bytes) {
    this(docId, docHash, requests, choices, target, words, bytes, Map.of());
  }

  /** The same item, of which more is known. */
  public Item with(Map<String, String> more) {
    if (more.isEmpty()) {
      return this;
    }
    Map<String, String> all = new HashMap<>(facts);
    all.putAll(more);
    return new Item(docId, docHash, requests, choices, target, words, bytes, all);
  }
}
