package io.quantgrid.core.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.ModelFiles;
import java.io.IOException;
import java.util.OptionalInt;

/** What a model's JSON files say about its tokenizer. Files that may be missing read as empty. */
final class TokenizerFiles {
  static final String TOKENIZER = "tokenizer.json";

  private static final String CONFIG = "tokenizer_config.json";
  private static final String SPECIAL = "special_tokens_map.json";
  private static final String TEMPLATE = "chat_template.jinja";

  private final ModelFiles files;
  private final JsonNode config;
  private final JsonNode special;

  TokenizerFiles(ModelFiles files) {
    this.files = files;
    this.config = optional(files, CONFIG);
    this.special = optional(files, SPECIAL);
  }

  /** The object in a file of the model; empty if there is no such file. */
  static JsonNode optional(ModelFiles files, String name) {
    try {
      return files.has(name) ? files.json(name) : JsonNodeFactory.instance.objectNode();
    } catch (CheckpointException e) {
      throw new TextException(e.getMessage(), e);
    }
  }

  /**
   * The string of {@code bos_token}, {@code eos_token} ..., of tokenizer_config.json, else of
   * special_tokens_map.json; empty if neither names one.
   */
  String special(String key) {
    JsonNode token = config.has(key) ? config.get(key) : special.path(key);
    JsonNode content = token.isObject() ? token.path("content") : token;
    if (!content.isTextual() && !content.isNull() && !content.isMissingNode()) {
      throw wrong(key, content, "a string, null, or an object with content");
    }
    return content.isTextual() ? content.textValue() : "";
  }

  /** {@code model_max_length}, unless it stands for infinity. */
  OptionalInt maxLength() {
    JsonNode length = config.path("model_max_length");
    boolean sensible =
        length.isNumber() && length.doubleValue() >= 1 && length.doubleValue() < Integer.MAX_VALUE;
    return sensible ? OptionalInt.of((int) length.doubleValue()) : OptionalInt.empty();
  }

  /** Whether decoding removes spaces before punctuation, as transformers then does. */
  boolean cleansUp() {
    return config.path("clean_up_tokenization_spaces").asBoolean(false);
  }

  /**
   * chat_template.jinja, else the string or the entry "default" of the configuration's {@code
   * chat_template}; empty if there is none.
   */
  String chatTemplate() {
    if (files.has(TEMPLATE)) {
      try {
        return files.text(TEMPLATE);
      } catch (IOException e) {
        throw new TextException(
            "Cannot read %s: %s (expected UTF-8 text)".formatted(files.place(TEMPLATE), e), e);
      }
    }
    JsonNode template = config.path("chat_template");
    if (template.isArray()) {
      for (JsonNode named : template) {
        if (named.path("name").asText().equals("default")) {
          template = named.path("template");
        }
      }
    }
    if (template.isTextual()) {
      return template.textValue();
    }
    if (template.isNull() || template.isMissingNode() || template.isArray()) {
      return "";
    }
    throw wrong("chat_template", template, "a string, or a list of names and templates");
  }

  private TextException wrong(String key, JsonNode value, String expected) {
    return new TextException(
        "Cannot read %s: %s: %s (expected %s)"
            .formatted(files.place(CONFIG), key, value, expected));
  }
}
