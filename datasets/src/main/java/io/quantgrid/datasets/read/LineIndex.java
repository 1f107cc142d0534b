package io.quantgrid.datasets.read;

import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.evaluate.TaskException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/** Where the lines of a file that are not blank begin and end, and the file's hash. */
final class LineIndex {
  /** 16 MiB: far above any document, far below what would exhaust a heap. */
  static final int MAX_LINE_BYTES = 16 << 20;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final Path file;
  private final MessageDigest digest = Sha256.digest();
  private long[] offsets = new long[64];
  private int[] lengths = new int[64];
  private int[] lines = new int[64];
  private int size;
  private String sha256 = "";

  private LineIndex(Path file) {
    this.file = file;
  }

  static LineIndex scan(Path file) throws IOException {
    LineIndex index = new LineIndex(file);
    try (InputStream in = Files.newInputStream(file)) {
      index.scan(in);
    }
    index.sha256 = HexFormat.of().formatHex(index.digest.digest());
    index.offsets = Arrays.copyOf(index.offsets, index.size);
    index.lengths = Arrays.copyOf(index.lengths, index.size);
    index.lines = Arrays.copyOf(index.lines, index.size);
    return index;
  }

  private void scan(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long start = 0; // of the line
    long first = -1; // byte of the line that is not white space
    long last = -1;
    long place = 0;
    int line = 1;
    for (int n = in.readNBytes(buffer, 0, BUFFER_BYTES);
        n > 0;
        n = in.readNBytes(buffer, 0, BUFFER_BYTES)) {
      digest.update(buffer, 0, n);
      int from = place == 0 && startsWithMark(buffer, n) ? BYTE_ORDER_MARK.length : 0;
      for (int i = from; i < n; i++) {
        byte b = buffer[i];
        if (b == '\n') {
          add(first, last, line);
          line = Math.addExact(line, 1);
          start = place + i + 1;
          first = -1;
        } else if (b != ' ' && b != '\t' && b != '\r') {
          first = first < 0 ? place + i : first;
          last = place + i;
        }
        if (place + i - start > MAX_LINE_BYTES) {
          throw new TaskException(
              "Cannot read "
                  + file
                  + ": line "
                  + line
                  + " is too long (expected at most "
                  + MAX_LINE_BYTES
                  + " bytes)");
        }
      }
      place += n;
    }
    add(first, last, line);
  }

  private static boolean startsWithMark(byte[] buffer, int n) {
    return n >= BYTE_ORDER_MARK.length
        && Arrays.equals(
            buffer, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
  }

  private void add(long first, long last, int line) {
    if (first < 0) {
      return;
    }
    if (size == offsets.length) {
      int grown = Math.addExact(size, Math.max(size >> 1, 1));
      offsets = Arrays.copyOf(offsets, grown);
      lengths = Arrays.copyOf(lengths, grown);
      lines = Arrays.copyOf(lines, grown);
    }
    offsets[size] = first;
    lengths[size] = (int) (last - first + 1);
    lines[size] = line;
    size++;
  }

  int size() {
    return size;
  }

  long offset(int position) {
    return offsets[position];
  }

  int length(int position) {
    return lengths[position];
  }

  /** Line number from 1. */
  int line(int position) {
    return lines[position];
  }

  String sha256() {
    return sha256;
  }
}
