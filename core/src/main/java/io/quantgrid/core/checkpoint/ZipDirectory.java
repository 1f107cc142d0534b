package io.quantgrid.core.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the entries of a zip archive lie in its file (PKWARE APPNOTE 6.3.10), for entries that are
 * stored as they are, as torch.save does; what is compressed or encrypted is refused, so that no
 * entry is larger than the file.
 */
final class ZipDirectory {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int END_BYTES = 22;
  private static final int END_64_BYTES = 56;
  private static final int LOCATOR_BYTES = 20;
  private static final int MAX_COMMENT = 0xFFFF;
  private static final long IN_EXTRA = 0xFFFFFFFFL;

  /** Bytes of the directory; some million entries. */
  private static final long MAX_DIRECTORY = 64L << 20;

  /** An entry's bytes in the file. */
  record Entry(long begin, long end) {
    long bytes() {
      return end - begin;
    }
  }

  private final Path file;
  private final MappedFile mapped;

  private ZipDirectory(Path file, MappedFile mapped) {
    this.file = file;
    this.mapped = mapped;
  }

  /** Whether the file begins as an archive does. */
  static boolean isZip(MappedFile mapped) throws IOException {
    return mapped.size() >= END_BYTES && mapped.read(0, Integer.BYTES).getInt() == LOCAL;
  }

  /**
   * The entries by their names.
   *
   * @throws CheckpointException naming {@code file}, if the archive is unsound
   */
  static Map<String, Entry> read(Path file, MappedFile mapped) throws IOException {
    return new ZipDirectory(file, mapped).entries();
  }

  private Map<String, Entry> entries() throws IOException {
    long end = end();
    ByteBuffer record = mapped.read(end, END_BYTES);
    long count = record.getShort(10) & 0xFFFFL;
    long bytes = unsigned(record, 12);
    long begin = unsigned(record, 16);
    if (end >= LOCATOR_BYTES) {
      ByteBuffer locator = mapped.read(end - LOCATOR_BYTES, LOCATOR_BYTES);
      if (locator.getInt(0) == LOCATOR_64) {
        ByteBuffer large = record64(locator.getLong(8), end);
        count = large.getLong(32);
        bytes = large.getLong(40);
        begin = large.getLong(48);
      }
    }
    if (begin < 0
        || bytes < 0
        || bytes > Math.min(MAX_DIRECTORY, end)
        || begin > end - bytes
        || count < 0
        || count > bytes / CENTRAL_BYTES) {
      throw refused("a directory of %d entries in %d bytes from %d".formatted(count, bytes, begin));
    }
    return entries(mapped.read(begin, (int) bytes), (int) count, begin);
  }

  /** The place of the record that ends the archive, looked for from the end. */
  private long end() throws IOException {
    long from = Math.max(0, mapped.size() - END_BYTES - MAX_COMMENT);
    ByteBuffer tail = mapped.read(from, (int) (mapped.size() - from));
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END) {
        return from + at;
      }
    }
    throw refused("an archive without a directory");
  }

  private ByteBuffer record64(long at, long end) throws IOException {
    if (at < 0 || at > end - END_64_BYTES) {
      throw refused("a directory's record at " + at);
    }
    ByteBuffer record = mapped.read(at, END_64_BYTES);
    if (record.getInt(0) != END_64) {
      throw refused("no directory's record at " + at);
    }
    return record;
  }

  private Map<String, Entry> entries(ByteBuffer directory, int count, long limit)
      throws IOException {
    Map<String, Entry> entries = new HashMap<>();
    for (int i = 0; i < count; i++) {
      if (directory.remaining() < CENTRAL_BYTES
          || directory.getInt(directory.position()) != CENTRAL) {
        throw refused("entry " + i + " of the directory");
      }
      ByteBuffer head = directory.slice().order(ByteOrder.LITTLE_ENDIAN);
      int nameBytes = head.getShort(28) & 0xFFFF;
      int extraBytes = head.getShort(30) & 0xFFFF;
      int commentBytes = head.getShort(32) & 0xFFFF;
      int whole = CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
      if (whole > head.remaining()) {
        throw refused("entry " + i + " of the directory");
      }
      byte[] name = new byte[nameBytes];
      head.get(CENTRAL_BYTES, name);
      String text = new String(name, StandardCharsets.UTF_8);
      ByteBuffer extra =
          head.slice(CENTRAL_BYTES + nameBytes, extraBytes).order(ByteOrder.LITTLE_ENDIAN);
      if (entries.put(text, entry(text, head, extra, limit)) != null) {
        throw refused("two entries " + text);
      }
      directory.position(directory.position() + whole);
    }
    checkOverlaps(entries);
    return entries;
  }

  private Entry entry(String name, ByteBuffer head, ByteBuffer extra, long limit)
      throws IOException {
    int flags = head.getShort(8);
    int method = head.getShort(10);
    if (method != 0 || (flags & 1) != 0) {
      throw PickleInput.refused(
          file,
          "%s: %s"
              .formatted(
                  name, method == 0 ? "encrypted" : "compressed by method " + (method & 0xFFFF)),
          "stored as it is, as torch.save does");
    }
    long[] fields = {unsigned(head, 24), unsigned(head, 20), unsigned(head, 42)};
    widen(fields, extra);
    long at = fields[2];
    if (at < 0 || at > limit - LOCAL_BYTES) {
      throw refused("%s at byte %s".formatted(name, Long.toUnsignedString(at)));
    }
    ByteBuffer local = mapped.read(at, LOCAL_BYTES);
    long begin = at + LOCAL_BYTES + (local.getShort(26) & 0xFFFF) + (local.getShort(28) & 0xFFFF);
    if (local.getInt(0) != LOCAL
        || fields[0] != fields[1]
        || fields[0] < 0
        || begin > limit
        || fields[0] > limit - begin) {
      throw refused(
          "%s of %s bytes at byte %d".formatted(name, Long.toUnsignedString(fields[0]), at));
    }
    return new Entry(begin, begin + fields[0]);
  }

  /**
   * Takes those of size, stored size and place that have no room in 32 bits from the extra field.
   */
  private static void widen(long[] fields, ByteBuffer extra) {
    while (extra.remaining() >= 2 * Short.BYTES) {
      int id = extra.getShort() & 0xFFFF;
      int end = extra.position() + Short.BYTES + (extra.getShort(extra.position()) & 0xFFFF);
      extra.getShort();
      for (int i = 0; id == 1 && i < fields.length; i++) {
        if (fields[i] == IN_EXTRA
            && extra.position() + Long.BYTES <= Math.min(end, extra.limit())) {
          fields[i] = extra.getLong();
        }
      }
      extra.position(Math.min(end, extra.limit()));
    }
  }

  /** Entries that share bytes would let a small file claim any number of tensors. */
  private void checkOverlaps(Map<String, Entry> entries) {
    List<Entry> sorted = new ArrayList<>(entries.values());
    sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).begin() < sorted.get(i - 1).end()) {
        throw refused("entries that overlap at byte " + sorted.get(i).begin());
      }
    }
  }

  private static long unsigned(ByteBuffer record, int at) {
    return Integer.toUnsignedLong(record.getInt(at));
  }

  private CheckpointException refused(String value) {
    return PickleInput.refused(file, value, "a sound zip archive of torch.save");
  }
}
