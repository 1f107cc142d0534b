package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The tokenizer of the metadata as Hugging Face's files have it: {@code gpt2} is byte-level BPE
 * with merges, {@code llama} is SentencePiece's BPE, whose merges follow from the scores.
 */
final class TokenizerDocuments {
  private static final String MODEL = Tokens.KEY + "model";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final GgufFile file;
  private final Tokens tokens;
  private final TokenIds ids;

  private TokenizerDocuments(GgufFile file) {
    this.file = file;
    this.tokens = new Tokens(file);
    this.ids = TokenIds.of(file);
  }

  /** By the names of files; empty where the file has no tokenizer. */
  static NavigableMap<String, JsonNode> of(GgufFile file) {
    NavigableMap<String, JsonNode> documents = new TreeMap<>();
    if (file.metadata().has(MODEL)) {
      TokenizerDocuments made = new TokenizerDocuments(file);
      documents.put("tokenizer.json", made.tokenizer());
      documents.put("tokenizer_config.json", made.config());
      documents.put("generation_config.json", made.generation());
    }
    return documents;
  }

  private ObjectNode tokenizer() {
    ObjectNode root = JSON.objectNode();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    root.set("added_tokens", tokens.added());
    String model = file.metadata().path(MODEL).asText();
    switch (model) {
      case "gpt2" -> bytePairs(root);
      case "llama" -> new SentencePieces(file, tokens).addTo(root);
      default -> throw file.refused(MODEL, model, "one of gpt2, llama");
    }
    return root;
  }

  private void bytePairs(ObjectNode root) {
    String pre = file.metadata().path(Tokens.KEY + "pre").asText("default");
    ObjectNode split =
        PreTokenizers.find(pre)
            .orElseThrow(
                () -> file.refused(Tokens.KEY + "pre", pre, "one of " + PreTokenizers.names()));
    root.set(
        "normalizer", pre.equals("qwen2") ? JSON.objectNode().put("type", "NFC") : JSON.nullNode());
    root.set("pre_tokenizer", split);
    boolean llama = pre.startsWith("llama");
    boolean wholeWords = llama || pre.equals("tekken");
    root.set(
        "post_processor",
        new TextEnds(file, tokens)
            .template(llama ? TextEnds.Bos.UNLESS_REFUSED : TextEnds.Bos.IF_ASKED));
    root.putObject("decoder")
        .put("type", "ByteLevel")
        .put("add_prefix_space", true)
        .put("trim_offsets", true)
        .put("use_regex", true);
    ObjectNode model = root.putObject("model").put("type", "BPE");
    model.putNull("dropout").putNull("unk_token");
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", wholeWords);
    ObjectNode vocabulary = model.putObject("vocab");
    tokens.ids().forEach(vocabulary::put);
    ArrayNode merges = model.putArray("merges");
    for (JsonNode merge : tokens.array("merges")) {
      int space = merge.asText().indexOf(' ', 1);
      if (space < 0) {
        throw file.refused(Tokens.KEY + "merges", merge.toString(), "two tokens and a space");
      }
      merges
          .addArray()
          .add(merge.asText().substring(0, space))
          .add(merge.asText().substring(space + 1));
    }
  }

  private ObjectNode config() {
    ObjectNode config = JSON.objectNode();
    config.put("tokenizer_class", "PreTrainedTokenizerFast");
    config.put("clean_up_tokenization_spaces", false);
    ids.bos().ifPresent(id -> config.put("bos_token", tokens.text(id)));
    ids.eos().ifPresent(id -> config.put("eos_token", tokens.text(id)));
    ids.unknown().ifPresent(id -> config.put("unk_token", tokens.text(id)));
    ids.padding().ifPresent(id -> config.put("pad_token", tokens.text(id)));
    JsonNode template = file.metadata().path("tokenizer.chat_template");
    if (template.isTextual()) {
      config.set("chat_template", template);
    }
    return config;
  }

  private ObjectNode generation() {
    ObjectNode generation = JSON.objectNode();
    ids.bos().ifPresent(id -> generation.put("bos_token_id", id));
    ids.padding().ifPresent(id -> generation.put("pad_token_id", id));
    if (!ids.stops().isEmpty()) {
      ArrayNode stops = generation.putArray("eos_token_id");
      ids.stops().forEach(stops::add);
    }
    return generation;
  }
}
