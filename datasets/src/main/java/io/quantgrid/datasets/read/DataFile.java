package io.quantgrid.datasets.read;

import java.io.IOException;
import java.nio.file.Path;

/** A file, read as it was before it was compressed. */
record DataFile(Path path, Compression compression) {
  static DataFile of(Path path) {
    return new DataFile(path, Compression.of(path.getFileName().toString()));
  }

  Utf8Reader text() throws IOException {
    return new Utf8Reader(compression.open(path));
  }
}
