package io.quantgrid.datasets.read;

import java.io.IOException;
import java.io.InputStream;

/** JSON lines that were compressed: the same lines. */
record LinesConversion(DataFile file) implements Conversion {
  @Override
  public String expected() {
    return "JSON lines";
  }

  @Override
  public void write(DocumentWriter out) throws IOException {
    try (InputStream lines = file.compression().open(file.path())) {
      out.copy(lines);
    }
  }
}
