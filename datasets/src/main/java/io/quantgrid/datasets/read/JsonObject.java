package io.quantgrid.datasets.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.quantgrid.core.evaluate.TaskException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** JSON as plain values; strict in everything that Jackson leaves open. */
final class JsonObject {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_NUMBER_LENGTH = 1000;

  /** What a user's file may hold. */
  static final JsonFactory STRICT = factory().build();

  /** What is kept of a user's file of another format: numbers may be NaN or infinite. */
  static final JsonFactory STORED =
      factory().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static final Pattern MARKER = Pattern.compile(" \\(start marker at \\[[^\\]]*\\]\\)");

  private JsonObject() {}

  private static JsonFactoryBuilder factory() {
    return new JsonFactoryBuilder()
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
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
  }

  /**
   * The object that a line of a file holds.
   *
   * @param number of the line
   * @param offset bytes of the file before the line
   * @throws TaskException naming file and line
   */
  static Map<String, Object> parse(
      JsonFactory factory, byte[] line, String file, int number, long offset) {
    try (JsonParser parser = factory.createParser(decode(line, offset))) {
      JsonToken token = parser.nextToken();
      if (token != JsonToken.START_OBJECT) {
        throw problem(file, number, token + " instead of an object", null);
      }
      Map<String, Object> fields = object(parser);
      if (parser.nextToken() != null) {
        throw problem(file, number, "more than one value", null);
      }
      return fields;
    } catch (JsonProcessingException e) {
      throw problem(file, number, reason(e) + " at column " + column(e), e);
    } catch (IOException e) {
      throw problem(file, number, String.valueOf(e.getMessage()), e);
    }
  }

  private static String decode(byte[] line, long offset) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(line);
    CharBuffer out = CharBuffer.allocate(line.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    if (result.isError()) {
      throw new IOException(Utf8Reader.notUtf8(line[in.position()], offset + in.position()));
    }
    return out.flip().toString();
  }

  /** The object whose start is the current token. */
  static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = text(parser.currentName());
      parser.nextToken();
      fields.put(name, value(parser));
    }
    return fields;
  }

  /** The value that begins with the current token. */
  static Object value(JsonParser parser) throws IOException {
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
    if (Double.isInfinite(number) && !parser.isNaN()) {
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

  /** Without the places that Jackson names itself, as they are not those of the file. */
  static String reason(JsonProcessingException e) {
    return MARKER.matcher(e.getOriginalMessage()).replaceAll("");
  }

  private static long column(JsonProcessingException e) {
    return e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
  }

  private static TaskException problem(String file, int line, String what, Exception cause) {
    return new TaskException(
        "Cannot read " + file + ": line " + line + ": " + what + " (expected one JSON object)",
        cause);
  }
}
