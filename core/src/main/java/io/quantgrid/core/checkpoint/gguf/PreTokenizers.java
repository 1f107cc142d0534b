package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * How text is split before byte-level BPE, by {@code tokenizer.ggml.pre}: as the models' own
 * tokenizer.json files do it, else as llama.cpp's llama-vocab.cpp does.
 */
final class PreTokenizers {
  private static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String REST =
      "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String WORDS = "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+";
  private static final String SINGLE_DIGITS = CONTRACTIONS + WORDS + "|\\p{N}" + REST;
  private static final String THREE_DIGITS = CONTRACTIONS + WORDS + "|\\p{N}{1,3}" + REST;

  private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String BEFORE = "[^\\r\\n\\p{L}\\p{N}]?";
  private static final String REST_WITH_SLASHES =
      "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private static final Map<String, Supplier<ObjectNode>> ALL = new TreeMap<>();

  static {
    register(PreTokenizers::unnamed, "default");
    register(PreTokenizers::gpt2, "gpt-2", "phi-2", "mpt", "olmo", "jais");
    register(
        () -> sequence(singleDigits(), gpt2()),
        "smollm",
        "starcoder",
        "refact",
        "command-r",
        "codeshell",
        "exaone");
    register(() -> sequence(split(THREE_DIGITS), bytes()), "llama-bpe", "llama3", "llama-v3");
    register(() -> sequence(split(THREE_DIGITS), bytes()), "dbrx", "smaug-bpe", "falcon3");
    register(
        () -> sequence(split(SINGLE_DIGITS), bytes()), "qwen2", "deepseek-r1-qwen", "stablelm2");
    register(() -> sequence(punctuation(), gpt2(), digits(), split("[0-9][0-9][0-9]")), "falcon");
    register(
        () -> sequence(split(" ?[^(\\s|.,!?…。，、।۔،)]+"), bytes()),
        "bloom",
        "poro-chat",
        "gpt3-finnish");
    register(() -> sequence(split(cases("") + "|\\p{N}" + REST_WITH_SLASHES), bytes()), "tekken");
    register(
        () ->
            sequence(
                split(cases(CONTRACTIONS + "?") + "|\\p{N}{1,3}" + REST_WITH_SLASHES), bytes()),
        "gpt-4o");
  }

  private PreTokenizers() {}

  static Optional<ObjectNode> find(String name) {
    return Optional.ofNullable(ALL.get(name)).map(Supplier::get);
  }

  static SortedSet<String> names() {
    return new TreeSet<>(ALL.keySet());
  }

  private static void register(Supplier<ObjectNode> made, String... names) {
    for (String name : names) {
      ALL.put(name, made);
    }
  }

  /** What llama.cpp does for files that name nothing. */
  private static ObjectNode unnamed() {
    return sequence(
        split("[\\p{P}\\$\\+<=>\\^~\\|]+"),
        split("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)"),
        split("\\p{N}+"),
        split("[0-9][0-9][0-9]"),
        bytes());
  }

  /** Words that change from small to capital letters are split there. */
  private static String cases(String after) {
    return BEFORE + UPPER + "*" + LOWER + "+" + after + "|" + BEFORE + UPPER + "+" + LOWER + "*"
        + after;
  }

  private static ObjectNode sequence(ObjectNode... parts) {
    ObjectNode sequence = typed("Sequence");
    ArrayNode all = sequence.putArray("pretokenizers");
    for (ObjectNode part : parts) {
      all.add(part);
    }
    return sequence;
  }

  private static ObjectNode split(String regex) {
    ObjectNode split = typed("Split");
    split.putObject("pattern").put("Regex", regex);
    return split.put("behavior", "Isolated").put("invert", false);
  }

  private static ObjectNode punctuation() {
    return typed("Punctuation").put("behavior", "Contiguous");
  }

  private static ObjectNode digits() {
    return typed("Digits").put("individual_digits", false);
  }

  private static ObjectNode singleDigits() {
    return typed("Digits").put("individual_digits", true);
  }

  /** Bytes as letters. */
  private static ObjectNode bytes() {
    return typed("ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", false);
  }

  /** GPT-2's words, then bytes as letters. */
  private static ObjectNode gpt2() {
    return bytes().put("use_regex", true);
  }

  private static ObjectNode typed(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }
}
