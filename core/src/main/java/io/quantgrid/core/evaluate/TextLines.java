package io.quantgrid.core.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.checkpoint.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The texts of a file, to calibrate on: every line that is not blank, or, of a file that ends in
 * {@code .jsonl}, the {@code text} of every line's object. There is nothing to score.
 */
public final class TextLines implements Task {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final String digest;
  private final List<String> texts;

  private TextLines(String name, String digest, List<String> texts) {
    this.name = name;
    this.digest = digest;
    this.texts = List.copyOf(texts);
  }

  /** Whether a path or URI is that of such a file, by its end. */
  public static boolean isOne(String location) {
    return location.endsWith(".txt") || isJson(location);
  }

  private static boolean isJson(String location) {
    return location.endsWith(".jsonl");
  }

  /**
   * @throws TaskException when the file cannot be read, is not UTF-8, a line is no object with a
   *     text, or there is no text
   */
  public static TextLines read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new TaskException("Cannot read texts: " + file + ": " + e + " (expected a file)", e);
    }
    List<String> texts = new ArrayList<>();
    int number = 0;
    for (String line : decoded(bytes, file).split("\\R", -1)) {
      number++;
      if (!line.isBlank()) {
        texts.add(isJson(file.toString()) ? text(line, file, number) : line);
      }
    }
    if (texts.isEmpty()) {
      throw new TaskException("Cannot read texts: " + file + ": empty (expected a text a line)");
    }
    return new TextLines(file.getFileName().toString(), Sha256.hex(bytes), texts);
  }

  private static String decoded(byte[] bytes, Path file) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new TaskException("Cannot read texts: " + file + ": no UTF-8 (expected UTF-8)", e);
    }
  }

  private static String text(String line, Path file, int number) {
    try {
      JsonNode text = JSON.readTree(line).path("text");
      if (text.isTextual() && !text.asText().isBlank()) {
        return text.asText();
      }
    } catch (JsonProcessingException e) {
      throw wrong(file, number, e);
    }
    throw wrong(file, number, null);
  }

  private static TaskException wrong(Path file, int number, Exception cause) {
    return new TaskException(
        "Cannot read texts: "
            + file
            + ":"
            + number
            + " (expected an object with a text, as {\"text\": \"...\"})",
        cause);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Kind kind() {
    return Kind.ROLLING;
  }

  @Override
  public String type() {
    return "other";
  }

  @Override
  public int shots() {
    return 0;
  }

  @Override
  public int size() {
    return texts.size();
  }

  @Override
  public String digest() {
    return digest;
  }

  /** None: there is nothing to score. */
  @Override
  public List<MetricSpec> metrics() {
    return List.of();
  }

  @Override
  public List<Item> items(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            at ->
                new Item(
                    at,
                    Sha256.hex(texts.get(at)),
                    List.of(new Request.Rolling(texts.get(at))),
                    List.of(),
                    "",
                    0,
                    0))
        .toList();
  }

  @Override
  public Judgement judge(Item item, List<Response> responses) {
    return new Judgement(Map.of(), Optional.empty(), OptionalInt.empty(), Optional.empty());
  }
}
