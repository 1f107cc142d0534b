package io.quantgrid.datasets.pocket;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The list of embedded files. */
final class PocketManifest {
  private static final String ROOT = "/pocket/";
  static final List<PocketFile> FILES = read();

  private PocketManifest() {}

  /** The files that belong into one folder, such as {@code models/pocket-s}. */
  static List<PocketFile> folder(String folder) {
    return FILES.stream().filter(file -> file.folder().equals(folder)).toList();
  }

  static InputStream open(String resource) throws IOException {
    InputStream stream = PocketManifest.class.getResourceAsStream(ROOT + resource);
    if (stream == null) {
      throw new IOException(
          "Cannot read the embedded file "
              + resource
              + ": it is missing (expected in the datasets jar)");
    }
    return stream;
  }

  private static List<PocketFile> read() {
    try (InputStream stream = open("manifest.json")) {
      return List.copyOf(
          new ObjectMapper().readValue(stream, new TypeReference<List<PocketFile>>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
