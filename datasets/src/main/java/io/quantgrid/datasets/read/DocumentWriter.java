package io.quantgrid.datasets.read;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.quantgrid.core.checkpoint.Sha256;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Documents on their way to JSON lines, each with its place in the source. Trouble with the file
 * that is written is an {@link UncheckedIOException}, trouble with what is read an {@link
 * IOException}.
 */
final class DocumentWriter implements AutoCloseable {
  static final String DOCUMENTS = "documents.jsonl";
  static final String PLACES = "places";

  private static final int BUFFER_BYTES = 1 << 16;

  private static final JsonFactory FORMAT =
      JsonFactory.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

  private final DigestOutputStream documents;
  private final DataOutputStream places;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private Unit unit = Unit.LINE;

  /** What places count, and how a message says it. */
  enum Unit {
    LINE(":"),
    /** The same, and every line is as it was: places are not written. */
    COPIED(":"),
    ITEM(": item "),
    ROW(": row "),
    /** Positions in other documents, which know their own places. */
    SOURCE("#");

    final String separator;

    Unit(String separator) {
      this.separator = separator;
    }
  }

  DocumentWriter(Path folder) throws IOException {
    documents = new DigestOutputStream(file(folder, DOCUMENTS), Sha256.digest());
    try {
      places = new DataOutputStream(file(folder, PLACES));
    } catch (IOException e) {
      documents.close();
      throw e;
    }
  }

  private static OutputStream file(Path folder, String name) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(folder.resolve(name)), BUFFER_BYTES);
  }

  /** What the places count; lines unless said otherwise. */
  void unit(Unit counted) {
    unit = counted;
  }

  Unit unit() {
    return unit;
  }

  /**
   * @param place in the source: a line or row from 1
   * @throws IOException if the document cannot be kept: it is too long, or holds what is no text
   */
  void write(long place, Map<String, Object> fields) throws IOException {
    line.reset();
    try (JsonGenerator json = FORMAT.createGenerator(line, JsonEncoding.UTF8)) {
      value(json, fields);
    }
    if (line.size() > LineIndex.MAX_LINE_BYTES) {
      throw new IOException(
          unit.name().toLowerCase(Locale.ROOT)
              + " "
              + place
              + ": a document of "
              + line.size()
              + " bytes (at most "
              + LineIndex.MAX_LINE_BYTES
              + ")");
    }
    line.write('\n');
    try {
      line.writeTo(documents);
      places.writeInt(Math.toIntExact(place));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SHA-256 of the documents written, hexadecimal. To be asked once, at the end. */
  String sha256() {
    return HexFormat.of().formatHex(documents.getMessageDigest().digest());
  }

  /** Takes over lines as they are; each is its own place. */
  void copy(InputStream lines) throws IOException {
    unit = Unit.COPIED;
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int count = lines.read(buffer); count >= 0; count = lines.read(buffer)) {
      try {
        documents.write(buffer, 0, count);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void value(JsonGenerator json, Object value) throws IOException {
    if (value instanceof String text) {
      json.writeString(text);
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        value(json, entry.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object one : list) {
        value(json, one);
      }
      json.writeEndArray();
    } else if (value == null) {
      json.writeNull();
    } else {
      scalar(json, value);
    }
  }

  private static void scalar(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Double || value instanceof Float) {
      json.writeNumber(((Number) value).doubleValue());
    } else if (value instanceof BigInteger integer) {
      json.writeNumber(integer);
    } else if (value instanceof Long || value instanceof Integer) {
      json.writeNumber(((Number) value).longValue());
    } else {
      throw new IOException(
          "a value of type " + value.getClass().getName() + ": " + value + " has no form in JSON");
    }
  }

  @Override
  public void close() throws IOException {
    try (documents) {
      places.close();
    }
  }
}
