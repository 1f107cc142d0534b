package io.quantgrid.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.checkpoint.GgufBuilder;
import io.quantgrid.core.checkpoint.ModelFiles;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufTokenizerTest {
  private static final int CONTROL = 3;
  private static final int BYTE = 6;

  @TempDir Path folder;

  @Test
  void texts_have_the_ids_of_the_reference() throws Exception {
    JsonNode golden = new ObjectMapper().readTree(resource("tiny-llama.json").toFile());
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(resource("tiny-llama.gguf"))) {
      assertThat(golden.path("tokenizer")).hasSize(8);
      for (JsonNode text : golden.path("tokenizer")) {
        int[] ids = new int[text.path("ids").size()];
        for (int i = 0; i < ids.length; i++) {
          ids[i] = text.path("ids").path(i).intValue();
        }
        assertThat(tokenizer.encode(text.path("text").textValue())).isEqualTo(ids);
        assertThat(tokenizer.decode(ids)).isEqualTo(text.path("text").textValue());
      }
      assertThat(tokenizer.bosText()).isEqualTo("<|endoftext|>");
      assertThat(tokenizer.eos()).hasValue(0);
      assertThat(tokenizer.chatTemplate()).isEmpty();
      assertThat(tokenizer.ordinary()).hasSize(2044);
    }
    assertThat(StopTokens.of(resource("tiny-llama.gguf"))).containsExactly(0);
  }

  /** What is copied beside quantized weights reads as the file itself does. */
  @Test
  void a_copy_of_the_files_is_the_same_tokenizer() throws Exception {
    ModelFiles.of(resource("tiny-llama.gguf")).copyTo(folder, name -> !name.equals("config.json"));
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(folder)) {
      assertThat(tokenizer.encode("don't we'll I'm"))
          .containsExactly(71, 294, 488, 563, 1163, 320, 979);
    }
    assertThat(folder.resolve("config.json")).doesNotExist();
    assertThat(StopTokens.of(folder)).containsExactly(0);
  }

  /** Scores decide what is merged first; what no piece spells is bytes. */
  @Test
  void pieces_with_scores_are_merged_by_them() throws IOException {
    Path file =
        pieces(
            List.of(
                "<unk>", "<s>", "</s>", "<0x0A>", "<0xC3>", "<0xA9>", "▁", "a", "b", "ab", "▁a",
                "aa"),
            new float[] {0, 0, 0, 0, 0, 0, -9, -8, -7, -2, -1, -3},
            2,
            CONTROL,
            CONTROL,
            BYTE,
            BYTE,
            BYTE,
            1,
            1,
            1,
            1,
            1,
            1);
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(file)) {
      assertThat(tokenizer.encode("ab")).containsExactly(1, 10, 8);
      assertThat(tokenizer.encode("bab a\n")).containsExactly(1, 6, 8, 9, 10, 3);
      assertThat(tokenizer.encodePlain("é")).containsExactly(6, 4, 5);
      assertThat(tokenizer.encodePlain("</s>b")).startsWith(2);
      assertThat(tokenizer.decodePlain(new int[] {1, 10, 8, 6, 4, 5, 2})).isEqualTo("ab é");
      assertThat(tokenizer.chatTemplate()).isEqualTo("{{ messages }}");
    }
    assertThat(StopTokens.of(file)).containsExactly(2, 9);
  }

  private Path pieces(List<String> texts, float[] scores, int... kinds) throws IOException {
    return Files.write(
        folder.resolve("pieces.gguf"),
        GgufBuilder.llama()
            .text("tokenizer.ggml.model", "llama")
            .text("tokenizer.chat_template", "{{ messages }}")
            .texts("tokenizer.ggml.tokens", texts)
            .reals("tokenizer.ggml.scores", scores)
            .wholes("tokenizer.ggml.token_type", kinds)
            .whole("tokenizer.ggml.bos_token_id", 1)
            .whole("tokenizer.ggml.eos_token_id", 2)
            .whole("tokenizer.ggml.eot_token_id", 9)
            .whole("tokenizer.ggml.unknown_token_id", 0)
            .build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "default",
        "gpt-2",
        "smollm",
        "llama-bpe",
        "qwen2",
        "falcon",
        "bloom",
        "tekken",
        "gpt-4o"
      })
  void every_way_of_splitting_keeps_the_text(String pre) throws IOException {
    String text = "It's 12345 o'clock,  CamelCase\n\n\tHELLOWorld!? ...  x";
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(letters(pre))) {
      assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }
  }

  @Test
  void digits_stay_single_or_not_as_the_name_says() throws IOException {
    try (Tokenizer single = HuggingFaceTokenizer.open(letters("smollm"))) {
      assertThat(single.encode("12")).hasSize(2);
    }
    try (Tokenizer threes = HuggingFaceTokenizer.open(letters("llama-bpe"))) {
      assertThat(threes.encode("12")).containsExactly(2);
      assertThat(threes.encode("1212")).hasSize(3); // 121 and 2
    }
    try (Tokenizer any = HuggingFaceTokenizer.open(letters("gpt-2"))) {
      assertThat(any.encode("1212")).containsExactly(2, 2);
    }
  }

  @Test
  void what_is_not_known_is_refused_by_name() throws IOException {
    Path file = letters("zebra");
    assertThatThrownBy(() -> HuggingFaceTokenizer.open(file))
        .isInstanceOf(TextException.class)
        .hasMessageStartingWith(
            "Cannot read " + file + ": tokenizer.ggml.pre: zebra (expected one of [bloom, ");
    Path other =
        Files.write(
            folder.resolve("bert.gguf"),
            GgufBuilder.llama()
                .text("tokenizer.ggml.model", "bert")
                .texts("tokenizer.ggml.tokens", List.of("a"))
                .build());
    assertThatThrownBy(() -> HuggingFaceTokenizer.open(other))
        .hasMessage(
            "Cannot read %s: tokenizer.ggml.model: bert (expected one of gpt2, llama)"
                .formatted(other));
  }

  /** A vocabulary of single bytes, as GPT-2 writes them. */
  private Path letters(String pre) throws IOException {
    StringBuilder letters = new StringBuilder();
    for (char c = '!'; c <= '~'; c++) {
      letters.append(c);
    }
    letters.append("ĠĊĉ");
    List<String> tokens = new ArrayList<>(List.of("HE", "Ġo", "12"));
    letters.chars().forEach(c -> tokens.add(String.valueOf((char) c)));
    return Files.write(
        folder.resolve("letters.gguf"),
        GgufBuilder.llama()
            .text("tokenizer.ggml.model", "gpt2")
            .text("tokenizer.ggml.pre", pre)
            .texts("tokenizer.ggml.tokens", tokens)
            .texts("tokenizer.ggml.merges", List.of("H E", "Ġ o", "1 2"))
            .build());
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(GgufTokenizerTest.class.getResource("/gguf/" + name)).toURI());
  }
}
