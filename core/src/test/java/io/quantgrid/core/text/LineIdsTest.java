package io.quantgrid.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ids that are put together from lines are those of the whole text. */
class LineIdsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path POCKET = Path.of("src/test/resources/text/pocket-tokenizer");
  private static final String LETTERS =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+";
  private static final String REST =
      "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String LLAMA3 = LETTERS + "|\\p{N}{1,3}" + REST;
  private static final String QWEN2 = LETTERS + "|\\p{N}" + REST;

  /** Of o200k: words begin with upper case or go on with lower case. */
  private static final String GPT4O =
      "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t)?"
          + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*"
          + "|\\p{N}{1,3}"
          + REST.replace("\\n]*", "\\n/]*");

  /** What may stand side by side; the rare and the hostile included. */
  private static final List<String> PIECES =
      List.of(
          "\n",
          "\n",
          "\n\n",
          " ",
          "  ",
          "\t",
          "\r\n",
          "\r",
          "\u00a0",
          "\u2028",
          "\u0085",
          "\u000b",
          "a",
          "The",
          "word",
          " is",
          "x's",
          "'s",
          "'",
          "I'll",
          "é",
          "e\u0301",
          "\u0301",
          "ﬁ",
          "你好",
          "🙂",
          "\ud83d",
          "7",
          "2024",
          "٣",
          ".",
          "?",
          "!!",
          ":",
          " -",
          "/",
          "(",
          "_",
          "<|end|>",
          "<|user|>",
          "<|endoftext|>",
          "<|",
          "\u0000",
          "Ａ");

  @TempDir Path folder;

  private static String text(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  private static JsonNode pocket() throws IOException {
    return JSON.readTree(POCKET.resolve("tokenizer.json").toFile());
  }

  /** The pocket tokenizer with another pre-tokenizer. */
  private static JsonNode split(String pattern) throws IOException {
    ObjectNode root = (ObjectNode) pocket();
    root.set(
        "pre_tokenizer",
        JSON.readTree(
            """
            {"type": "Sequence", "pretokenizers": [
              {"type": "Split", "pattern": {"Regex": %s}, "behavior": "Isolated", "invert": false},
              {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}]}
            """
                .formatted(JSON.writeValueAsString(pattern))));
    return root;
  }

  static Stream<Arguments> tokenizers() throws IOException {
    return Stream.of(
        Arguments.of("gpt-2", pocket(), LineCuts.BEFORE),
        Arguments.of("llama 3", split(LLAMA3), LineCuts.AFTER),
        Arguments.of("qwen 2", split(QWEN2), LineCuts.AFTER),
        Arguments.of("gpt-4o", split(GPT4O), LineCuts.AFTER));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tokenizers")
  void ids_of_random_texts_are_those_of_the_library(String name, JsonNode root, LineCuts cuts)
      throws IOException {
    assertThat(LineCuts.of(root)).contains(cuts);
    Path config = POCKET.resolve("tokenizer_config.json");
    Files.copy(config, folder.resolve("tokenizer_config.json"));
    Files.writeString(folder.resolve("tokenizer.json"), JSON.writeValueAsString(root));
    Random random = new Random(17);
    int cut = 0;
    try (NativeTokenizer whole = NativeTokenizer.of(JSON.writeValueAsString(root), folder);
        Tokenizer reusing = HuggingFaceTokenizer.open(folder)) {
      for (int i = 0; i < 4000; i++) {
        String text = text(random, 40);
        cut += cuts.next(text, 0) < text.length() ? 1 : 0;
        assertThat(reusing.encodePlain(text))
            .as(text)
            .isEqualTo(whole.encode(text, SpecialTokens.WITHOUT));
        assertThat(reusing.encode(text)).as(text).isEqualTo(whole.encode(text, SpecialTokens.WITH));
      }
    }
    assertThat(cut).isGreaterThan(400);
  }

  @Test
  void a_tokenizer_that_may_look_over_a_line_feed_is_not_cut() throws IOException {
    assertThat(LineCuts.of(split("\\s?\\p{L}+" + REST))).isEmpty();
    assertThat(LineCuts.of(split(".+" + REST))).isEmpty();
    assertThat(LineCuts.of(split(LETTERS + "|\\s+"))).isEmpty();
    ObjectNode metaspace = (ObjectNode) pocket();
    metaspace.set("pre_tokenizer", JSON.readTree("{\"type\": \"Metaspace\"}"));
    assertThat(LineCuts.of(metaspace)).isEmpty();
    ObjectNode none = (ObjectNode) pocket();
    none.putNull("pre_tokenizer");
    assertThat(LineCuts.of(none)).isEmpty();
    ObjectNode replaced = (ObjectNode) pocket();
    replaced.set("normalizer", JSON.readTree("{\"type\": \"Replace\"}"));
    assertThat(LineCuts.of(replaced)).isEmpty();
    ObjectNode stripping = (ObjectNode) pocket();
    ((ObjectNode) stripping.get("added_tokens").get(0)).put("rstrip", true);
    assertThat(LineCuts.of(stripping)).isEmpty();
  }

  @Test
  void a_line_that_comes_again_is_encoded_once_and_memory_is_bounded() {
    AtomicInteger calls = new AtomicInteger();
    LineIds lines =
        new LineIds(
            LineCuts.AFTER,
            text -> {
              calls.incrementAndGet();
              return text.chars().toArray();
            });
    String examples = "Question: 1\nAnswer: 2\n".repeat(3);
    assertThat(lines.of(examples + "Question: x"))
        .isEqualTo((examples + "Question: x").chars().toArray());
    assertThat(calls).hasValue(3);
    assertThat(lines.of(examples + "Question: y")).endsWith('y');
    assertThat(calls).hasValue(4);
    String filler = "z".repeat(8000);
    for (int i = 0; i < 600; i++) {
      assertThat(lines.of("a\nb" + i + filler)).endsWith('z');
    }
    assertThat(lines.of(examples)).hasSize(examples.length());
    assertThat(calls).hasValueGreaterThan(4 + 601);
  }

  @Test
  void special_tokens_stand_around_a_text_or_no_frame_is_seen() {
    TokenFrame frame = TokenFrame.of(new int[] {5}, new int[] {1, 5, 2, 3}).orElseThrow();
    assertThat(frame.around(new int[] {7, 8})).containsExactly(1, 7, 8, 2, 3);
    assertThat(frame.around(new int[0])).containsExactly(1, 2, 3);
    assertThat(TokenFrame.of(new int[] {5}, new int[] {1, 6})).isEqualTo(Optional.empty());
    assertThat(TokenFrame.of(new int[0], new int[] {1})).isEmpty();
  }
}
