package io.quantgrid.core.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The header of a safetensors file (safetensors 0.8, README "Format"):
 *
 * <pre>
 * | 8 bytes: n, little-endian | n bytes: JSON, padded by spaces | tensors, one after another |
 * </pre>
 *
 * The JSON object maps names to {@code {"dtype": "F16", "shape": [1, 16], "data_offsets": [begin,
 * end]}}, offsets counted from the end of the header; {@code __metadata__} maps strings to strings.
 */
record SafetensorsHeader(
    NavigableMap<String, Entry> entries, NavigableMap<String, String> metadata) {
  /** Bytes; the limit of the reference implementation. */
  static final long MAX_BYTES = 100_000_000;

  static final String METADATA = "__metadata__";

  private static final int MAX_RANK = 32;

  SafetensorsHeader {
    entries = Collections.unmodifiableNavigableMap(entries);
    metadata = Collections.unmodifiableNavigableMap(metadata);
  }

  /** One tensor; offsets in bytes from the end of the header. */
  record Entry(StoredType type, long[] shape, long begin, long end) {}

  /**
   * Reads and checks the JSON: names unique, sizes as dtype and shape say, tensors without holes or
   * overlaps over exactly {@code dataBytes} bytes.
   *
   * @throws CheckpointException naming {@code file}
   */
  static SafetensorsHeader parse(Path file, byte[] json, long dataBytes) {
    TreeMap<String, Entry> entries = new TreeMap<>();
    TreeMap<String, String> metadata = new TreeMap<>();
    if (json.length == 0 || json[0] != '{') {
      throw refused(file, "header", json.length == 0 ? "empty" : "first byte " + json[0], "{");
    }
    try (JsonParser parser = JsonFile.strict(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (name.equals(METADATA)) {
          metadata(file, parser, metadata);
        } else {
          entries.put(name, entry(file, name, parser));
        }
      }
      if (parser.nextToken() != null) {
        throw refused(file, "header", "text after the object", "spaces");
      }
    } catch (IOException e) {
      throw JsonFile.unreadable(file, "a safetensors header", e);
    }
    checkLayout(file, entries, dataBytes);
    return new SafetensorsHeader(entries, metadata);
  }

  private static void metadata(Path file, JsonParser parser, Map<String, String> metadata)
      throws IOException {
    expect(file, METADATA, parser.nextToken(), JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      expect(file, METADATA, parser.nextToken(), JsonToken.VALUE_STRING);
      metadata.put(key, parser.getText());
    }
  }

  private static Entry entry(Path file, String name, JsonParser parser) throws IOException {
    String dtype = null;
    long[] shape = null;
    long[] offsets = null;
    expect(file, name, parser.nextToken(), JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (key) {
        case "dtype" -> {
          expect(file, name, value, JsonToken.VALUE_STRING);
          dtype = parser.getText();
        }
        case "shape" -> shape = naturals(file, name, parser, MAX_RANK);
        case "data_offsets" -> offsets = naturals(file, name, parser, 2);
        default -> throw refused(file, name, "key " + key, "dtype, shape, data_offsets");
      }
    }
    if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
      throw refused(file, name, "incomplete entry", "dtype, shape and two data_offsets");
    }
    return checked(file, name, dtype, shape, offsets);
  }

  private static Entry checked(Path file, String name, String dtype, long[] shape, long[] offsets) {
    StoredType type =
        StoredType.named(dtype)
            .orElseThrow(
                () -> refused(file, name, "dtype " + dtype, Arrays.toString(StoredType.values())));
    long bytes;
    try {
      bytes = Shapes.bytes(shape, type.bits());
    } catch (ArithmeticException e) {
      throw refused(
          file, name, "shape " + Shapes.text(shape) + " of " + type, "whole bytes below 2^63");
    }
    if (offsets[1] - offsets[0] != bytes) {
      throw refused(
          file,
          name,
          "data_offsets " + Arrays.toString(offsets),
          bytes + " bytes for " + type + " " + Shapes.text(shape));
    }
    return new Entry(type, shape, offsets[0], offsets[1]);
  }

  private static long[] naturals(Path file, String name, JsonParser parser, int most)
      throws IOException {
    expect(file, name, parser.currentToken(), JsonToken.START_ARRAY);
    List<Long> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(file, name, parser.currentToken(), JsonToken.VALUE_NUMBER_INT);
      if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          || parser.getLongValue() < 0) {
        throw refused(file, name, "number " + parser.getText(), "0 to 2^63 - 1");
      }
      values.add(parser.getLongValue());
      if (values.size() > most) {
        throw refused(file, name, "more than " + most + " numbers", "at most " + most);
      }
    }
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static void checkLayout(Path file, Map<String, Entry> entries, long dataBytes) {
    List<Map.Entry<String, Entry>> byOffset = new ArrayList<>(entries.entrySet());
    byOffset.sort(
        (a, b) -> {
          int begin = Long.compare(a.getValue().begin(), b.getValue().begin());
          return begin != 0 ? begin : Long.compare(a.getValue().end(), b.getValue().end());
        });
    long end = 0;
    for (Map.Entry<String, Entry> named : byOffset) {
      Entry entry = named.getValue();
      if (entry.begin() != end) {
        throw refused(
            file,
            named.getKey(),
            "data from byte " + entry.begin(),
            "from " + end + ", with neither hole nor overlap");
      }
      end = entry.end();
    }
    if (end != dataBytes) {
      throw refused(file, "data", dataBytes + " bytes", end + " as the header says");
    }
  }

  private static void expect(Path file, String name, JsonToken found, JsonToken wanted) {
    if (!Objects.equals(found, wanted)) {
      throw refused(file, name, String.valueOf(found), wanted.toString());
    }
  }

  private static CheckpointException refused(
      Path file, String name, String value, String expected) {
    String shown = name.length() > 200 ? name.substring(0, 200) + "..." : name;
    return new CheckpointException(
        "Cannot read %s: %s: %s (expected %s)".formatted(file, shown, value, expected));
  }
}
