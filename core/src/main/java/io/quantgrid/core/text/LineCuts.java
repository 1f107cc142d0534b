package io.quantgrid.core.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a text may be cut so that the ids of its parts, one after another, are those of the whole:
 * at a line feed before a letter from A to z, by tokenizers whose pre-tokenizer always parts words
 * there. Others are not cut: what they do with white space depends on what stands around it.
 */
enum LineCuts {
  /**
   * Before the line feed: GPT-2's pattern takes white space but for the last character of it, so
   * that a line feed before a letter stands alone.
   */
  BEFORE,
  /**
   * After the line feed: patterns of Llama 3, Qwen 2 and GPT-4o take white space up to the last
   * line feed in it, also behind punctuation, and nothing that holds a line feed goes on with a
   * letter.
   */
  AFTER;

  private static final Set<String> NORMAL_FORMS = Set.of("NFC", "NFD", "NFKC", "NFKD");

  /** How those patterns end: punctuation with line feeds, line feeds, other white space. */
  private static final List<String> ENDINGS =
      List.of(
          "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
          "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");

  /** What may begin a word: anything but line feeds, letters and digits. */
  private static final String LEADING = "[^\\r\\n\\p{L}\\p{N}]?";

  /** Letters, digits, apostrophes, and what counts and groups them: no white space. */
  private static final Pattern WORDS =
      Pattern.compile("(?:\\\\p\\{[A-Z][a-z]?\\}|[a-zA-Z'|()\\[\\]+*?:0-9,]|\\{[0-9,]+\\})*");

  /**
   * Where texts may be cut for a tokenizer.
   *
   * @param root of tokenizer.json
   */
  static Optional<LineCuts> of(JsonNode root) {
    boolean plain =
        root.path("model").path("type").asText().equals("BPE")
            && root.path("model").path("dropout").asDouble(0) == 0
            && normalizes(root.path("normalizer"))
            && addsPlainly(root.path("added_tokens"));
    return plain ? of(steps(root.path("pre_tokenizer"), "pretokenizers")) : Optional.empty();
  }

  private static Optional<LineCuts> of(List<JsonNode> steps) {
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    List<JsonNode> before = steps.subList(0, steps.size() - 1);
    JsonNode bytes = steps.get(steps.size() - 1);
    if (!type(bytes).equals("ByteLevel") || bytes.path("add_prefix_space").asBoolean(true)) {
      return Optional.empty();
    }
    if (bytes.path("use_regex").asBoolean(true)) {
      boolean digits = before.stream().allMatch(step -> type(step).equals("Digits"));
      return digits ? Optional.of(BEFORE) : Optional.empty();
    }
    return before.size() == 1 && parts(before.get(0)) ? Optional.of(AFTER) : Optional.empty();
  }

  private static boolean parts(JsonNode split) {
    if (!type(split).equals("Split")
        || !split.path("behavior").asText().equals("Isolated")
        || split.path("invert").asBoolean(true)) {
      return false;
    }
    String pattern = split.path("pattern").path("Regex").asText();
    return ENDINGS.stream()
        .filter(pattern::endsWith)
        .map(ending -> pattern.substring(0, pattern.length() - ending.length()))
        .anyMatch(words -> WORDS.matcher(words.replace(LEADING, "")).matches());
  }

  /** A normal form of Unicode joins neither a line feed nor such a letter with what is before. */
  private static boolean normalizes(JsonNode normalizer) {
    return steps(normalizer, "normalizers").stream()
        .allMatch(step -> NORMAL_FORMS.contains(type(step)));
  }

  /** Added tokens are found first, wherever they stand: none may reach over a cut. */
  private static boolean addsPlainly(JsonNode tokens) {
    for (JsonNode token : tokens) {
      if (token.path("lstrip").asBoolean(false)
          || token.path("rstrip").asBoolean(false)
          || token.path("single_word").asBoolean(false)
          || token.path("content").asText().indexOf('\n') >= 0) {
        return false;
      }
    }
    return true;
  }

  private static List<JsonNode> steps(JsonNode node, String key) {
    if (node.isMissingNode() || node.isNull()) {
      return List.of();
    }
    if (!type(node).equals("Sequence")) {
      return List.of(node);
    }
    List<JsonNode> steps = new ArrayList<>();
    node.path(key).forEach(step -> steps.addAll(steps(step, key)));
    return steps;
  }

  private static String type(JsonNode node) {
    return node.path("type").asText();
  }

  /** The first cut after {@code from}; the text's length where there is none. */
  int next(String text, int from) {
    int at = text.indexOf('\n', from);
    while (at >= 0 && at + 1 < text.length()) {
      int cut = this == BEFORE ? at : at + 1;
      if (cut > from && isLetter(text.charAt(at + 1))) {
        return cut;
      }
      at = text.indexOf('\n', at + 1);
    }
    return text.length();
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
