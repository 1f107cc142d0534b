package io.quantgrid.datasets.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.quantgrid.core.evaluate.TaskException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One line's JSON object as plain values; strict in everything that Jackson leaves open. */
final class JsonObject {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_NUMBER_LENGTH = 1000;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxStringLength(LineIndex.MAX_LINE_BYTES)
                  .maxNameLength(LineIndex.MAX_LINE_BYTES)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private JsonObject() {}

  /**
   * @throws TaskException naming file and line
   */
  static Map<String, Object> parse(byte[] line, Path file, int number) {
    try (JsonParser parser = FACTORY.createParser(decode(line))) {
      JsonToken token = parser.nextToken();
      if (token != JsonToken.START_OBJECT) {
        throw problem(file, number, token + " instead of an object", null);
      }
      Map<String, Object> fields = object(parser);
      if (parser.nextToken() != null) {
        throw problem(file, number, "more than one value", null);
      }
      return fields;
    } catch (CharacterCodingException e) {
      throw problem(file, number, "text that is not UTF-8", e);
    } catch (JsonProcessingException e) {
      throw problem(file, number, e.getOriginalMessage() + " at column " + column(e), e);
    } catch (IOException e) {
      throw problem(file, number, String.valueOf(e.getMessage()), e);
    }
  }

  private static String decode(byte[] line) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = text(parser.currentName());
      parser.nextToken();
      fields.put(name, value(parser));
    }
    return fields;
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> text(parser.getText());
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> number(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return items;
  }

  private static Object integer(JsonParser parser) throws IOException {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? parser.getBigIntegerValue()
        : (Object) parser.getLongValue();
  }

  private static double number(JsonParser parser) throws IOException {
    double number = parser.getDoubleValue();
    if (Double.isInfinite(number)) {
      throw new IOException("the number " + parser.getText() + " is too large");
    }
    return number;
  }

  /** A surrogate without its partner can be written in JSON but is no text. */
  private static String text(String text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new IOException(
              "half a surrogate pair, \\u" + Integer.toHexString(c) + ", which is no character");
        }
        i++;
      }
    }
    return text;
  }

  private static long column(JsonProcessingException e) {
    return e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
  }

  private static TaskException problem(Path file, int line, String what, Exception cause) {
    return new TaskException(
        "Cannot read " + file + ": line " + line + ": " + what + " (expected one JSON object)",
        cause);
  }
}
