package io.quantgrid.core.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * JSON files of a model's folder, which may come from anywhere: nesting, number length and size are
 * limited, and text that is not UTF-8 is refused.
 */
public final class JsonFile {
  /** Deeper than any real configuration or chat tool schema. */
  private static final int MAX_DEPTH = 100;

  /** Bytes; the largest tokenizer.json files have some 40 MB. */
  private static final long MAX_BYTES = 256L << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength((int) MAX_BYTES)
                          .build())
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonFile() {}

  /**
   * The object that the file holds.
   *
   * @throws CheckpointException if there is no such file, or it holds something else
   */
  public static JsonNode object(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(
          "Cannot read %s: %s (expected a file)"
              .formatted(file, Files.exists(file) ? "not a file" : "no such file"));
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new CheckpointException(
            "Cannot read %s: %d bytes (expected JSON of at most %d bytes)"
                .formatted(file, Files.size(file), MAX_BYTES));
      }
      try (InputStream in = Files.newInputStream(file)) {
        JsonNode root = MAPPER.readTree(utf8(in));
        if (!root.isObject()) {
          throw new CheckpointException(
              "Cannot read %s: %s (expected a JSON object)"
                  .formatted(
                      file, root.isMissingNode() ? "an empty file" : "a JSON " + kind(root)));
        }
        return root;
      }
    } catch (IOException e) {
      throw unreadable(file, "JSON", e);
    }
  }

  /** A parser that allows no duplicate keys, over bytes that must be UTF-8. */
  static JsonParser strict(byte[] bytes) throws IOException {
    JsonParser parser = MAPPER.createParser(utf8(new ByteArrayInputStream(bytes)));
    parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    return parser;
  }

  static CheckpointException unreadable(Path file, String expected, IOException e) {
    String reason =
        e instanceof java.nio.charset.CharacterCodingException
            ? "text that is not UTF-8"
            : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new CheckpointException(
        "Cannot read %s: %s (expected %s)".formatted(file, reason, expected), e);
  }

  private static String kind(JsonNode node) {
    return node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
  }

  private static Reader utf8(InputStream in) {
    return new InputStreamReader(
        in,
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
  }
}
