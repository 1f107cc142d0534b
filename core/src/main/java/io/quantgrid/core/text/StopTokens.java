package io.quantgrid.core.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.ModelFiles;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** The ids that end a generated text. */
public final class StopTokens {
  private static final String KEY = "eos_token_id";

  private StopTokens() {}

  /**
   * {@code eos_token_id}, a number or a list of numbers, of generation_config.json, else of
   * config.json, else the tokenizer's EOS; empty if none has one.
   *
   * @throws TextException if a file is unsound
   */
  public static SortedSet<Integer> of(Path folder) {
    try {
      return of(ModelFiles.of(folder));
    } catch (CheckpointException e) {
      throw new TextException(e.getMessage(), e);
    }
  }

  private static SortedSet<Integer> of(ModelFiles model) {
    for (String name : new String[] {"generation_config.json", "config.json"}) {
      JsonNode ids = TokenizerFiles.optional(model, name).path(KEY);
      if (!ids.isNull() && !ids.isMissingNode()) {
        return ids(ids, model.place(name));
      }
    }
    TreeSet<Integer> eos = new TreeSet<>();
    String text = new TokenizerFiles(model).special("eos_token");
    if (!text.isEmpty() && model.has(TokenizerFiles.TOKENIZER)) {
      new Vocabulary(model.json(TokenizerFiles.TOKENIZER), model.place(TokenizerFiles.TOKENIZER))
          .id(text)
          .ifPresent(eos::add);
    }
    return Collections.unmodifiableSortedSet(eos);
  }

  private static SortedSet<Integer> ids(JsonNode value, Path file) {
    TreeSet<Integer> ids = new TreeSet<>();
    for (JsonNode id : value.isArray() ? value : Collections.singletonList(value)) {
      if (!id.isInt() || id.intValue() < 0) {
        throw new TextException(
            "Cannot read %s: %s: %s (expected an id or a list of ids)".formatted(file, KEY, value));
      }
      ids.add(id.intValue());
    }
    return Collections.unmodifiableSortedSet(ids);
  }
}
