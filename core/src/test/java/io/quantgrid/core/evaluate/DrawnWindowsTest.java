package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.Tokenizer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Windows drawn by Python; make_drawn.py beside the goldens has them. */
final class DrawnWindowsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Counts how often each text is read. */
  private record Counted(List<String> all, Map<Integer, Integer> reads) implements Texts {
    Counted(List<String> all) {
      this(all, new HashMap<>());
    }

    @Override
    public int size() {
      return all.size();
    }

    @Override
    public String text(int position) {
      reads.merge(position, 1, Integer::sum);
      return all.get(position);
    }
  }

  @Test
  void windows_are_those_that_python_draws() throws IOException {
    JsonNode golden = JSON.readTree(resource("/perplexity/drawn.json").toFile());
    List<String> all = new ArrayList<>();
    for (String line : Files.readAllLines(resource("/text/pocket-encodings.jsonl"))) {
      JsonNode one = JSON.readTree(line);
      all.add(one.get("context").textValue() + one.get("continuation").textValue());
    }
    int length = golden.get("length").intValue();
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(resource("/text/pocket-tokenizer"))) {
      for (String seed : List.of("0", "7")) {
        JsonNode expected = golden.get("seeds").get(seed);
        Counted texts = new Counted(all);
        List<TokenPair> drawn =
            DrawnWindows.of(
                new Windows.Drawn(length, expected.size(), Long.parseLong(seed)), texts, tokenizer);
        assertThat(drawn).hasSameSizeAs(expected);
        for (int i = 0; i < drawn.size(); i++) {
          int[] ids =
              IntStream.concat(
                      IntStream.of(drawn.get(i).context()),
                      IntStream.of(drawn.get(i).continuation()))
                  .toArray();
          assertThat(drawn.get(i).context()).hasSize(1);
          assertThat(ids).isEqualTo(Goldens.ints(expected.get(i).get("ids")));
        }
        assertThat(texts.reads().values().stream().filter(count -> count > 1))
            .as("only texts that are long enough are read again")
            .hasSizeLessThanOrEqualTo(golden.get("longer").intValue());
      }
    }
  }

  @Test
  void texts_that_are_all_too_short_end_the_draw() {
    Counted texts = new Counted(List.of("12345678", "1234", ""));
    assertThatThrownBy(
            () -> DrawnWindows.of(new Windows.Drawn(8, 1, 0), texts, LetterTokenizer.withoutBos()))
        .isInstanceOf(TaskException.class)
        .hasMessage(
            "Cannot draw windows of 8 tokens: none of 3 texts is longer (expected one of 9 tokens or more)");
    assertThat(texts.reads().values()).containsOnly(1);
  }

  private static Path resource(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(DrawnWindowsTest.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
