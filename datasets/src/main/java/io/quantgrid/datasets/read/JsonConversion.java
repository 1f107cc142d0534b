package io.quantgrid.datasets.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * JSON that is more than an object a line: an array of objects; objects one after another; an
 * object with a list (or with columns) under a key; an object whose values are columns, lists of
 * one length.
 */
record JsonConversion(DataFile file, Optional<String> field) implements Conversion {
  @Override
  public String expected() {
    return "JSON: a list of objects, objects, or columns";
  }

  @Override
  public void write(DocumentWriter out) throws IOException {
    try (JsonCursor cursor = JsonCursor.open(file)) {
      JsonToken first = cursor.next();
      if (field.isPresent()) {
        under(field.get(), cursor, out);
      } else if (first == JsonToken.START_ARRAY) {
        items(cursor, out);
        cursor.end();
      } else if (first == JsonToken.START_OBJECT && JsonColumns.isOne(file)) {
        JsonColumns.write(file, Optional.empty(), out);
      } else if (first != null) {
        objects(cursor, out);
      }
    }
  }

  private void under(String key, JsonCursor cursor, DocumentWriter out) throws IOException {
    JsonToken token = cursor.moveTo(key);
    if (token == JsonToken.START_ARRAY) {
      items(cursor, out);
    } else if (token == JsonToken.START_OBJECT) {
      JsonColumns.write(file, field, out);
    } else {
      throw cursor.problem("field " + key + " holds " + token + ", neither a list nor columns");
    }
  }

  private static void items(JsonCursor cursor, DocumentWriter out) throws IOException {
    out.unit(DocumentWriter.Unit.ITEM);
    long item = 1;
    while (cursor.next() != JsonToken.END_ARRAY) {
      out.write(item, cursor.object("item " + item + ": "));
      item++;
    }
  }

  private static void objects(JsonCursor cursor, DocumentWriter out) throws IOException {
    for (JsonParser json = cursor.parser(); json.currentToken() != null; cursor.next()) {
      long line = json.currentTokenLocation().getLineNr();
      out.write(line, cursor.object(""));
    }
  }
}
