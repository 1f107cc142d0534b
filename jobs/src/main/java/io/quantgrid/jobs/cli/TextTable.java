package io.quantgrid.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Columns of text for a terminal, each as wide as its widest entry; numbers stand to the right. */
public final class TextTable {
  /** What stands to the right: numbers, and what stands for one that is not there. */
  private static final Pattern NUMBER = Pattern.compile("-?\\d|-?$|NULL$|NaN$|-?Infinity$");

  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(List<String> header) {
    row(header);
  }

  public void row(List<String> cells) {
    rows.add(cells.stream().map(TextTable::onOneLine).toList());
  }

  private static String onOneLine(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t");
  }

  @Override
  public String toString() {
    int columns = rows.get(0).size();
    StringBuilder out = new StringBuilder();
    int[] width = new int[columns];
    boolean[] number = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      number[c] = rows.size() > 1;
      for (int r = 0; r < rows.size(); r++) {
        String cell = rows.get(r).get(c);
        width[c] = Math.max(width[c], cell.codePointCount(0, cell.length()));
        number[c] &= r == 0 || NUMBER.matcher(cell).lookingAt();
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String cell = row.get(c);
        String pad = " ".repeat(width[c] - cell.codePointCount(0, cell.length()));
        line.append(c == 0 ? "" : "  ").append(number[c] ? pad + cell : cell + pad);
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }
}
