package io.quantgrid.datasets.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The columns of JSON lines: all keys that any line has. */
final class ColumnNames {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final JsonFactory KEYS = new JsonFactory();

  private ColumnNames() {}

  /** In the order in which they come; a line that cannot be read has none. */
  static Set<String> of(Path file, LineIndex index) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
      long place = 0;
      for (int position = 0; position < index.size(); position++) {
        in.skipNBytes(index.offset(position) - place);
        byte[] line = in.readNBytes(index.length(position));
        place = index.offset(position) + line.length;
        names.addAll(keys(line));
      }
    }
    return Collections.unmodifiableSet(names);
  }

  private static List<String> keys(byte[] line) throws IOException {
    List<String> keys = new ArrayList<>();
    try (JsonParser parser = KEYS.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return List.of();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        keys.add(parser.currentName());
        parser.nextToken();
        parser.skipChildren();
      }
      return parser.nextToken() == null ? keys : List.of();
    } catch (JsonProcessingException e) {
      return List.of(); // which is told when the line is read
    }
  }
}
