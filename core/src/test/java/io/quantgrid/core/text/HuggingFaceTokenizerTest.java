package io.quantgrid.core.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HuggingFaceTokenizerTest {
  private static final Path RESOURCES = Path.of("src/test/resources/text");
  private static final Path POCKET = RESOURCES.resolve("pocket-tokenizer");

  /**
   * As in the files of tokenizer.json for Llama models, with truncation and padding switched on.
   */
  private static final String TINY =
      """
      {"version": "1.0",
       "truncation": {"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0},
       "padding": {"strategy": {"Fixed": 8}, "direction": "Right", "pad_to_multiple_of": null,
                   "pad_id": 0, "pad_type_id": 0, "pad_token": "a"},
       "added_tokens": [], "normalizer": null, "pre_tokenizer": {"type": "Whitespace"},
       "post_processor": null, "decoder": null,
       "model": {"type": "WordLevel", "vocab": {"a": 0, "b": 1, "?": 2}, "unk_token": "?"}}
      """;

  @TempDir Path folder;

  @Test
  void ids_equal_those_of_transformers() throws IOException {
    int checked = 0;
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(POCKET)) {
      for (String line : Files.readAllLines(RESOURCES.resolve("pocket-encodings.jsonl"))) {
        JsonNode golden = new ObjectMapper().readTree(line);
        String context = golden.get("context").textValue();
        int[] contextIds = ids(golden.get("context_ids"));
        int[] continuationIds = ids(golden.get("continuation_ids"));
        int[] all =
            IntStream.concat(Arrays.stream(contextIds), Arrays.stream(continuationIds)).toArray();
        String whole = context + golden.get("continuation").textValue();
        boolean startsWithBos = context.startsWith(tokenizer.bosText());
        assertThat(startsWithBos ? tokenizer.encodePlain(context) : tokenizer.encode(context))
            .as(context)
            .isEqualTo(contextIds);
        assertThat(startsWithBos ? tokenizer.encodePlain(whole) : tokenizer.encode(whole))
            .as(whole)
            .isEqualTo(all);
        assertThat(tokenizer.decode(Arrays.copyOfRange(all, 1, all.length)))
            .isEqualTo(startsWithBos ? whole.substring(tokenizer.bosText().length()) : whole);
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(50);
  }

  @Test
  void the_folder_says_what_is_special() {
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(POCKET)) {
      assertThat(tokenizer.bos()).hasValue(0);
      assertThat(tokenizer.eos()).hasValue(0);
      assertThat(tokenizer.bosText()).isEqualTo("<|endoftext|>");
      assertThat(tokenizer.maxLength()).hasValue(1024);
      assertThat(tokenizer.chatTemplate()).startsWith("{{ bos_token }}");
      assertThat(tokenizer.encode("")).containsExactly(0);
      assertThat(tokenizer.encodePlain("")).isEmpty();
      assertThat(tokenizer.encodePlain("<|user|>")).containsExactly(1);
      assertThat(tokenizer.decode(new int[] {1, 3})).isEqualTo("<|user|><|end|>");
      assertThat(tokenizer.decodePlain(new int[] {1, 3})).isEmpty();
      assertThat(StopTokens.of(POCKET)).containsExactly(0, 3);
    }
  }

  @Test
  void any_text_comes_back() {
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(POCKET)) {
      for (String text : List.of("Ça va? 你好 🙂", "a\u0000b", "\t\r\n  ", "x".repeat(100_000))) {
        assertThat(tokenizer.decode(tokenizer.encodePlain(text))).isEqualTo(text);
      }
    }
  }

  @Test
  void half_a_surrogate_pair_becomes_a_replacement_character() {
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(POCKET)) {
      assertThat(tokenizer.decode(tokenizer.encodePlain("a\ud83db"))).isEqualTo("a\ufffdb");
    }
  }

  @Test
  void unknown_ids_decode_to_nothing_and_negative_ones_are_refused() {
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(POCKET)) {
      assertThat(tokenizer.decode(new int[] {1_000_000, Integer.MAX_VALUE})).isEmpty();
      assertThatThrownBy(() -> tokenizer.decode(new int[] {-1}))
          .hasMessage("Cannot decode token: -1 (expected 0 or more)");
    }
  }

  @Test
  void threads_share_a_tokenizer() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(POCKET)) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        texts.add("Once upon a time there were " + i + " hens, and hen " + (i * 7919) + " flew.");
      }
      List<int[]> alone = tokenizer.encodeAll(texts);
      List<Future<List<int[]>>> together = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Callable<List<int[]>> task = () -> tokenizer.encodeAll(texts);
        together.add(threads.submit(task));
      }
      for (Future<List<int[]>> result : together) {
        assertThat(result.get()).usingRecursiveComparison().isEqualTo(alone);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void truncation_and_padding_in_the_file_are_ignored() throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), TINY);
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(folder)) {
      assertThat(tokenizer.encode("a b a b")).containsExactly(0, 1, 0, 1);
      assertThat(tokenizer.encode("a")).containsExactly(0);
      assertThat(tokenizer.bos()).isEmpty();
      assertThat(tokenizer.bosText()).isEmpty();
      assertThat(tokenizer.chatTemplate()).isEmpty();
      assertThat(tokenizer.maxLength()).isEmpty();
    }
  }

  @Test
  void spaces_before_punctuation_go_where_the_configuration_says_so() throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), TINY.replace("\"?\"", "\".\""));
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(folder)) {
      assertThat(tokenizer.decode(new int[] {0, 2})).isEqualTo("a .");
    }
    Files.writeString(
        folder.resolve("tokenizer_config.json"), "{\"clean_up_tokenization_spaces\": true}");
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(folder)) {
      assertThat(tokenizer.decode(new int[] {0, 2})).isEqualTo("a.");
    }
  }

  @Test
  void stop_tokens_come_from_the_first_file_that_names_them() throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), TINY);
    assertThat(StopTokens.of(folder)).isEmpty();
    Files.writeString(
        folder.resolve("tokenizer_config.json"), "{\"eos_token\": {\"content\": \"b\"}}");
    assertThat(StopTokens.of(folder)).containsExactly(1);
    Files.writeString(folder.resolve("config.json"), "{\"eos_token_id\": 7}");
    assertThat(StopTokens.of(folder)).containsExactly(7);
    Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [9, 8]}");
    assertThat(StopTokens.of(folder)).containsExactly(8, 9);
    Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": \"x\"}");
    assertThatThrownBy(() -> StopTokens.of(folder))
        .isInstanceOf(TextException.class)
        .hasMessageContaining("generation_config.json: eos_token_id: \"x\" (expected an id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "not JSON",
        "{}",
        "{\"model\": {}}",
        "{\"model\": {\"vocab\": 3}}",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": -1}, \"merges\": []}}",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [\"b c\"]}}",
        "{\"model\": {\"type\": \"Nonsense\", \"vocab\": {}}}",
        "{\"a\": \"\u00ff\"}"
      })
  void a_hostile_tokenizer_is_refused_by_name(String json) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    Files.write(file, json.getBytes(ISO_8859_1));
    assertThatThrownBy(() -> HuggingFaceTokenizer.open(folder))
        .isInstanceOf(TextException.class)
        .hasMessageStartingWith("Cannot read " + file);
  }

  @Test
  void deep_nesting_is_refused() throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), "{\"a\": " + "[".repeat(1_000_000) + "}");
    assertThatThrownBy(() -> HuggingFaceTokenizer.open(folder)).isInstanceOf(TextException.class);
  }

  @Test
  void a_missing_tokenizer_is_named() {
    assertThatThrownBy(() -> HuggingFaceTokenizer.open(folder))
        .hasMessage(
            "Cannot read %s: no such file (expected a file)"
                .formatted(folder.resolve("tokenizer.json")));
  }

  /** Whatever a file holds, the native library must not take the process down. */
  @Test
  void mutated_tokenizers_are_read_or_refused() throws IOException {
    byte[] sound = Files.readAllBytes(POCKET.resolve("tokenizer.json"));
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 150; i++) {
      byte[] bytes = sound.clone();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) (32 + random.nextInt(95));
      }
      if (i % 5 == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      Files.write(folder.resolve("tokenizer.json"), bytes);
      try (Tokenizer tokenizer = HuggingFaceTokenizer.open(folder)) {
        tokenizer.decode(tokenizer.encode("Once upon a time 123, <|user|>"));
      } catch (TextException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(30, 149);
  }

  private static int[] ids(JsonNode array) {
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = array.get(i).intValue();
    }
    return ids;
  }
}
