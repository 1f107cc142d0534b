package io.quantgrid.datasets.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Separated values, RFC 4180, with a header unless columns are named. The file is read twice: once
 * for the types of its columns, once for its values.
 */
record CsvConversion(DataFile file, String delimiter, List<String> named) implements Conversion {
  private interface Rows {
    /**
     * @param line where the row begins
     */
    void accept(long line, CSVRecord row) throws IOException;
  }

  @Override
  public String expected() {
    return "separated values";
  }

  @Override
  public void write(DocumentWriter out) throws IOException {
    List<CsvColumn> columns = new ArrayList<>();
    read(
        columns,
        (line, row) -> {
          for (int i = 0; i < columns.size(); i++) {
            columns.get(i).see(row.get(i));
          }
        });
    read(
        new ArrayList<>(),
        (line, row) -> {
          Map<String, Object> fields = new LinkedHashMap<>();
          for (int i = 0; i < columns.size(); i++) {
            fields.put(columns.get(i).name(), columns.get(i).value(row.get(i)));
          }
          out.write(line, fields);
        });
  }

  /** All rows but the header, which becomes columns. */
  private void read(List<CsvColumn> columns, Rows rows) throws IOException {
    try (Utf8Reader text = file.text();
        CSVParser parser = CSVParser.parse(text, format())) {
      text.nextDocument();
      CsvColumn.named(named).forEach(columns::add);
      Iterator<CSVRecord> records = parser.iterator();
      for (CSVRecord row = next(records); row != null; row = next(records)) {
        text.nextDocument();
        long line = parser.getCurrentLineNumber() - breaks(row);
        if (columns.isEmpty()) {
          CsvColumn.named(row.toList()).forEach(columns::add);
        } else {
          check(columns, row, line);
          rows.accept(line, row);
        }
      }
    }
  }

  /** The next row, null at the end. */
  private static CSVRecord next(Iterator<CSVRecord> records) throws IOException {
    try {
      return records.hasNext() ? records.next() : null;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private CSVFormat format() {
    return CSVFormat.RFC4180.builder().setDelimiter(delimiter).setIgnoreEmptyLines(true).get();
  }

  private static void check(List<CsvColumn> columns, CSVRecord row, long line) throws IOException {
    if (row.size() != columns.size()) {
      throw new IOException(
          "line "
              + line
              + ": "
              + row.size()
              + " values for "
              + columns.size()
              + " columns "
              + columns.stream().map(CsvColumn::name).toList()
              + ": is a delimiter or a quote missing?");
    }
  }

  /** Line breaks inside the values of a row. */
  private static long breaks(CSVRecord row) {
    long breaks = 0;
    for (String value : row) {
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        boolean first = c == '\r' || (c == '\n' && (i == 0 || value.charAt(i - 1) != '\r'));
        breaks += first ? 1 : 0;
      }
    }
    return breaks;
  }
}
