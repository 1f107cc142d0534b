package io.quantgrid.datasets.read;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;

/**
 * Text without structure, in the column {@code text}. Line ends of all systems count as one {@code
 * \n}, as in Python's text files; the units are those of Hugging Face's text loader, where blank
 * lines are documents and blank paragraphs are not.
 */
record TextConversion(DataFile file, ReadOptions.Unit unit) implements Conversion {
  private static final String COLUMN = "text";

  @Override
  public String expected() {
    return "text";
  }

  @Override
  public void write(DocumentWriter out) throws IOException {
    try (Utf8Reader text = file.text()) {
      if (unit == ReadOptions.Unit.LINE) {
        lines(text, out);
      } else {
        longer(text, out);
      }
    }
  }

  private static void lines(Utf8Reader text, DocumentWriter out) throws IOException {
    BufferedReader reader = new BufferedReader(text);
    text.nextDocument();
    long line = 1;
    for (String one = reader.readLine(); one != null; one = reader.readLine()) {
      out.write(line, Map.of(COLUMN, one));
      text.nextDocument();
      line++;
    }
  }

  private void longer(Utf8Reader text, DocumentWriter out) throws IOException {
    BufferedReader reader = new BufferedReader(text);
    StringBuilder current = new StringBuilder();
    long line = 1;
    long begun = 1;
    boolean newline = false; // the last character, and not the end of a paragraph
    boolean carriageReturn = false;
    text.nextDocument();
    for (int c = reader.read(); c >= 0; c = reader.read()) {
      boolean second = c == '\n' && carriageReturn; // of the two characters of one line end
      carriageReturn = c == '\r';
      if (second) {
        continue;
      }
      boolean ends = c == '\n' || c == '\r';
      line += ends ? 1 : 0;
      if (ends && newline && unit == ReadOptions.Unit.PARAGRAPH) {
        current.setLength(current.length() - 1);
        write(begun, current, out);
        text.nextDocument();
        begun = line;
        newline = false;
      } else {
        current.append(ends ? '\n' : (char) c);
        newline = ends;
      }
    }
    write(begun, current, out);
  }

  private static void write(long line, StringBuilder text, DocumentWriter out) throws IOException {
    if (!text.isEmpty()) {
      out.write(line, Map.of(COLUMN, text.toString()));
    }
    text.setLength(0);
  }
}
