package io.quantgrid.datasets.read;

import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.evaluate.TaskException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file of JSON objects, one a line, UTF-8. Opening scans it once for the places of its lines and
 * its hash; documents are parsed when they are asked for, so memory does not grow with the file but
 * by 16 bytes a line. Empty lines and a byte order mark are passed over. A column that only other
 * lines have is null, as in Hugging Face's datasets. Thread safe.
 */
public final class JsonLines implements Documents {
  private final Path file;
  private final LineIndex index;
  private final Set<String> columns;
  private final long bytes;
  private final FileTime modified;
  private final Source source;

  private JsonLines(
      Path file,
      LineIndex index,
      Set<String> columns,
      BasicFileAttributes attributes,
      Source source) {
    this.file = file;
    this.index = index;
    this.columns = columns;
    this.bytes = attributes.size();
    this.modified = attributes.lastModifiedTime();
    this.source = source;
  }

  /**
   * @throws TaskException if the file cannot be read or has a line longer than {@value
   *     LineIndex#MAX_LINE_BYTES} bytes
   */
  public static JsonLines open(Path file) {
    String last = String.valueOf(file.getFileName());
    return open(
        file,
        new Source(file.toString(), (position, line) -> last + ":" + line, JsonObject.STRICT));
  }

  /** A file that holds what another one says, which messages then name. */
  static JsonLines open(Path file, Source source) {
    if (!Files.isRegularFile(file)) {
      throw new TaskException(
          "Cannot read "
              + file
              + ": "
              + (Files.exists(file) ? "not a file" : "no such file")
              + " (expected JSON lines)");
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      LineIndex index = LineIndex.scan(file);
      return new JsonLines(file, index, ColumnNames.of(file, index), attributes, source);
    } catch (IOException e) {
      throw new TaskException("Cannot read " + file + ": " + e + " (expected JSON lines)", e);
    }
  }

  @Override
  public int size() {
    return index.size();
  }

  /** SHA-256 of the whole file, hexadecimal. */
  @Override
  public String sha256() {
    return index.sha256();
  }

  @Override
  public String name() {
    return source.path();
  }

  @Override
  public String origin(int position) {
    return source.origin().of(position, index.line(position));
  }

  public Path file() {
    return file;
  }

  @Override
  public List<Document> read(int from, int to) {
    Ranges.check(this, from, to);
    List<Document> documents = new ArrayList<>(to - from);
    try (FileChannel channel = FileChannel.open(file)) {
      checkUnchanged();
      for (int position = from; position < to; position++) {
        documents.add(parse(channel, position));
      }
    } catch (IOException e) {
      throw new TaskException("Cannot read " + name() + ": " + e + " (expected JSON lines)", e);
    }
    return documents;
  }

  private Document parse(FileChannel channel, int position) throws IOException {
    byte[] line = new byte[index.length(position)];
    ByteBuffer buffer = ByteBuffer.wrap(line);
    long offset = index.offset(position);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw changed();
      }
    }
    Map<String, Object> fields =
        JsonObject.parse(source.format(), line, name(), index.line(position), offset);
    return new Document(
        position, origin(position), Sha256.hex(line), fields, absent(fields, columns));
  }

  /** The columns that are not there, which become null. */
  private static Set<String> absent(Map<String, Object> fields, Set<String> columns) {
    if (fields.size() == columns.size()) {
      return Set.of();
    }
    Set<String> absent = new LinkedHashSet<>(columns);
    absent.removeAll(fields.keySet());
    absent.forEach(name -> fields.put(name, null));
    return absent;
  }

  private void checkUnchanged() throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    if (now.size() != bytes || !now.lastModifiedTime().equals(modified)) {
      throw changed();
    }
  }

  private TaskException changed() {
    return new TaskException(
        "Cannot read "
            + name()
            + ": it changed while it was in use (expected "
            + bytes
            + " bytes)");
  }
}
