package io.quantgrid.datasets.read;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An object whose values are columns: {@code {"question": [...], "answer": [...]}}. */
final class JsonColumns {
  private JsonColumns() {}

  /** Whether the file holds one object and nothing else, of lists that are all equally long. */
  static boolean isOne(DataFile file) throws IOException {
    long length = -1;
    try (JsonCursor cursor = JsonCursor.open(file)) {
      cursor.next();
      while (cursor.next() == JsonToken.FIELD_NAME) {
        if (cursor.next() != JsonToken.START_ARRAY) {
          return false;
        }
        long counted = count(cursor);
        if (length >= 0 && counted != length) {
          return false;
        }
        length = counted;
      }
      return length >= 0 && cursor.next() == null;
    }
  }

  private static long count(JsonCursor cursor) throws IOException {
    long count = 0;
    while (cursor.next() != JsonToken.END_ARRAY) {
      cursor.skip();
      count++;
    }
    return count;
  }

  /**
   * Reads one column with each of as many cursors, side by side.
   *
   * @param field the key that holds the object, if it is not the whole file
   */
  static void write(DataFile file, Optional<String> field, DocumentWriter out) throws IOException {
    Map<String, JsonCursor> cursors = new LinkedHashMap<>();
    try {
      for (String name : names(file, field)) {
        JsonCursor cursor = open(file, field);
        cursors.put(name, cursor);
        if (cursor.moveTo(name) != JsonToken.START_ARRAY) {
          throw cursor.problem("column " + name + " is no list");
        }
      }
      out.unit(DocumentWriter.Unit.ITEM);
      for (long item = 1; ; item++) {
        Map<String, Object> fields = new LinkedHashMap<>();
        List<String> ended = new ArrayList<>();
        for (Map.Entry<String, JsonCursor> column : cursors.entrySet()) {
          if (column.getValue().next() == JsonToken.END_ARRAY) {
            ended.add(column.getKey());
          } else {
            fields.put(column.getKey(), column.getValue().value());
          }
        }
        if (ended.size() == cursors.size()) {
          return;
        }
        if (!ended.isEmpty()) {
          throw new IOException(
              "item " + item + ": columns " + ended + " end, " + fields.keySet() + " go on");
        }
        out.write(item, fields);
      }
    } finally {
      for (JsonCursor cursor : cursors.values()) {
        cursor.close();
      }
    }
  }

  private static List<String> names(DataFile file, Optional<String> field) throws IOException {
    List<String> names = new ArrayList<>();
    try (JsonCursor cursor = open(file, field)) {
      while (cursor.next() == JsonToken.FIELD_NAME) {
        names.add(cursor.parser().currentName());
        cursor.next();
        cursor.skip();
      }
    }
    return names;
  }

  /** At the object's first token. */
  private static JsonCursor open(DataFile file, Optional<String> field) throws IOException {
    JsonCursor cursor = JsonCursor.open(file);
    try {
      cursor.next();
      if (field.isPresent()) {
        cursor.moveTo(field.get());
      }
      return cursor;
    } catch (IOException | RuntimeException e) {
      cursor.close();
      throw e;
    }
  }
}
