package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** The special tokens that every text begins and ends with, as tokenizer.json has them. */
final class TextEnds {
  /** Whether texts begin with BOS where the file does not say. */
  enum Bos {
    /** Byte-level BPE. */
    IF_ASKED,
    /** SentencePiece, and Llama 3. */
    UNLESS_REFUSED
  }

  private final GgufFile file;
  private final Tokens tokens;

  TextEnds(GgufFile file, Tokens tokens) {
    this.file = file;
    this.tokens = tokens;
  }

  /** The post-processor. */
  JsonNode template(Bos unsaid) {
    TokenIds ids = TokenIds.of(file);
    List<Integer> before = wanted("add_bos_token", unsaid, ids.bos());
    List<Integer> after = wanted("add_eos_token", Bos.IF_ASKED, ids.eos());
    ObjectNode processor = JsonNodeFactory.instance.objectNode().put("type", "TemplateProcessing");
    ArrayNode single = processor.putArray("single");
    text(single, "A", before, after);
    ArrayNode pair = processor.putArray("pair");
    text(pair, "A", before, after);
    text(pair, "B", before, after);
    ObjectNode special = processor.putObject("special_tokens");
    List<Integer> all = new ArrayList<>(before);
    all.addAll(after);
    for (int id : all) {
      ObjectNode token = special.putObject(tokens.text(id)).put("id", tokens.text(id));
      token.putArray("ids").add(id);
      token.putArray("tokens").add(tokens.text(id));
    }
    return processor;
  }

  private void text(ArrayNode out, String which, List<Integer> before, List<Integer> after) {
    int type = which.equals("A") ? 0 : 1;
    before.forEach(id -> special(out, id, type));
    out.addObject().putObject("Sequence").put("id", which).put("type_id", type);
    after.forEach(id -> special(out, id, type));
  }

  private void special(ArrayNode out, int id, int type) {
    out.addObject().putObject("SpecialToken").put("id", tokens.text(id)).put("type_id", type);
  }

  private List<Integer> wanted(String key, Bos unsaid, OptionalInt id) {
    JsonNode value = file.metadata().path(Tokens.KEY + key);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw file.refused(Tokens.KEY + key, value.toString(), "true or false");
    }
    return value.asBoolean(unsaid == Bos.UNLESS_REFUSED) && id.isPresent()
        ? List.of(id.getAsInt())
        : List.of();
  }
}
