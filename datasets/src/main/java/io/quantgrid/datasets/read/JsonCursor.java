package io.quantgrid.datasets.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A place in a JSON file, with errors that name line and column. */
record JsonCursor(Utf8Reader text, JsonParser parser) implements AutoCloseable {
  /** A step that may fail. */
  private interface Step<T> {
    T take() throws IOException;
  }

  static JsonCursor open(DataFile file) throws IOException {
    Utf8Reader text = file.text();
    return new JsonCursor(text, JsonObject.STRICT.createParser(text));
  }

  /** The next token, null at the end; what follows counts as a document. */
  JsonToken next() throws IOException {
    text.nextDocument();
    return located(parser::nextToken);
  }

  /** The object that begins here, read to its end. */
  Map<String, Object> object(String where) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw problem(where + parser.currentToken() + " instead of an object");
    }
    return located(() -> JsonObject.object(parser));
  }

  /** The value that begins here, read to its end. */
  Object value() throws IOException {
    return located(() -> JsonObject.value(parser));
  }

  /** The first token of the value under a key of the object that begins here. */
  JsonToken moveTo(String key) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw problem(
          "field " + key + " of " + parser.currentToken() + ", which is no object with keys");
    }
    List<String> passed = new ArrayList<>();
    while (next() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      next();
      if (name.equals(key)) {
        return parser.currentToken();
      }
      passed.add(name);
      skip();
    }
    throw problem("no field " + key + ", only " + passed);
  }

  /** To the last token of the value that begins here. */
  void skip() throws IOException {
    text.passOver();
    located(parser::skipChildren);
  }

  /**
   * @throws IOException unless nothing follows
   */
  void end() throws IOException {
    if (next() != null) {
      throw problem(parser.currentToken() + " after the end of the list");
    }
  }

  IOException problem(String what) {
    return new IOException("line " + parser.currentLocation().getLineNr() + ": " + what);
  }

  private <T> T located(Step<T> step) throws IOException {
    try {
      return step.take();
    } catch (JsonProcessingException e) {
      throw new IOException(
          "line "
              + e.getLocation().getLineNr()
              + ": "
              + JsonObject.reason(e)
              + " at column "
              + e.getLocation().getColumnNr(),
          e);
    } catch (IOException e) {
      throw new IOException(problem(String.valueOf(e.getMessage())).getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
