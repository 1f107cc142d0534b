package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The vocabulary of the metadata: texts, kinds, scores. */
final class Tokens {
  static final String KEY = "tokenizer.ggml.";

  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;

  private final GgufFile file;
  private final JsonNode texts;
  private final JsonNode kinds;

  Tokens(GgufFile file) {
    this.file = file;
    this.texts = array("tokens");
    this.kinds = file.metadata().path(KEY + "token_type");
    if (!kinds.isMissingNode() && kinds.size() != texts.size()) {
      throw wrongSize("token_type", kinds);
    }
    for (int id = 0; id < texts.size(); id++) {
      if (!texts.path(id).isTextual()) {
        throw file.refused(KEY + "tokens", texts.path(id).toString(), "texts");
      }
    }
  }

  int size() {
    return texts.size();
  }

  String text(int id) {
    return texts.path(id).textValue();
  }

  /** Whether pieces may be merged into it. */
  boolean isNormal(int id) {
    return kinds.path(id).asInt(NORMAL) == NORMAL;
  }

  /** Ids by text; of a text that comes twice, the first. */
  Map<String, Integer> ids() {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (int id = 0; id < size(); id++) {
      ids.putIfAbsent(text(id), id);
    }
    return ids;
  }

  /** The score of every token. */
  double[] scores() {
    JsonNode node = array("scores");
    if (node.size() != size()) {
      throw wrongSize("scores", node);
    }
    double[] scores = new double[size()];
    for (int id = 0; id < scores.length; id++) {
      scores[id] = node.path(id).asDouble();
    }
    return scores;
  }

  /** The metadata's array of that name. */
  JsonNode array(String name) {
    JsonNode array = file.metadata().path(KEY + name);
    if (!array.isArray()) {
      throw file.refused(
          KEY + name, array.isMissingNode() ? "missing" : array.toString(), "an array");
    }
    return array;
  }

  /** Tokens that are matched in the text as they stand, as tokenizer.json lists them. */
  ArrayNode added() {
    ArrayNode added = JsonNodeFactory.instance.arrayNode();
    for (int id = 0; id < size(); id++) {
      int kind = kinds.path(id).asInt(NORMAL);
      if ((kind == CONTROL || kind == USER_DEFINED || kind == UNKNOWN) && !text(id).isEmpty()) {
        ObjectNode token = added.addObject();
        token.put("id", id).put("content", text(id)).put("single_word", false);
        token.put("lstrip", false).put("rstrip", false).put("normalized", false);
        token.put("special", kind != USER_DEFINED);
      }
    }
    return added;
  }

  private RuntimeException wrongSize(String name, JsonNode array) {
    return file.refused(KEY + name, array.size() + " elements", size() + ", one a token");
  }
}
