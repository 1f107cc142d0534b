package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Special tokens by their ids.
 *
 * @param stops those that end a generated text: of the text, the turn, the message
 */
record TokenIds(
    OptionalInt bos,
    OptionalInt eos,
    OptionalInt unknown,
    OptionalInt padding,
    NavigableSet<Integer> stops) {

  static TokenIds of(GgufFile file) {
    NavigableSet<Integer> stops = new TreeSet<>();
    for (String key : new String[] {"eos_token_id", "eot_token_id", "eom_token_id"}) {
      id(file, key).ifPresent(stops::add);
    }
    return new TokenIds(
        id(file, "bos_token_id"),
        id(file, "eos_token_id"),
        id(file, "unknown_token_id"),
        id(file, "padding_token_id"),
        stops);
  }

  private static OptionalInt id(GgufFile file, String key) {
    String full = "tokenizer.ggml." + key;
    JsonNode id = file.metadata().path(full);
    JsonNode tokens = file.metadata().path("tokenizer.ggml.tokens");
    if (id.isMissingNode() || (id.isIntegralNumber() && isNone(id.longValue()))) {
      return OptionalInt.empty();
    }
    int most = tokens.isArray() ? tokens.size() : Integer.MAX_VALUE;
    if (!id.isInt() || id.intValue() < 0 || id.intValue() >= most) {
      throw file.refused(full, id.toString(), "an id below " + most);
    }
    return OptionalInt.of(id.intValue());
  }

  /** What some tools write for no token. */
  private static boolean isNone(long id) {
    return id == -1 || id == 0xFFFF_FFFFL;
  }
}
