package io.quantgrid.datasets.read;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** How a whole file is compressed, by the end of its name. */
enum Compression {
  GZIP(".gz"),
  ZSTD(".zst"),
  NONE("");

  private static final int BUFFER_BYTES = 1 << 16;

  final String suffix;

  Compression(String suffix) {
    this.suffix = suffix;
  }

  static Compression of(String fileName) {
    return Arrays.stream(values()).filter(one -> fileName.endsWith(one.suffix)).findFirst().get();
  }

  /** The bytes that were compressed; a file that ends early is an {@link IOException}. */
  InputStream open(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      return switch (this) {
        case GZIP -> new GZIPInputStream(new BufferedInputStream(raw, BUFFER_BYTES), BUFFER_BYTES);
        case ZSTD -> new ZstdInputStream(new BufferedInputStream(raw, BUFFER_BYTES));
        case NONE -> raw;
      };
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }
}
