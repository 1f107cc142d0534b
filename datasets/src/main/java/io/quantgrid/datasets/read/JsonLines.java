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
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A file of JSON objects, one a line, UTF-8. Opening scans it once for the places of its lines and
 * its hash; documents are parsed when they are asked for, so memory does not grow with the file but
 * by 16 bytes a line. Empty lines and a byte order mark are passed over. Thread safe.
 */
public final class JsonLines {
  private final Path file;
  private final LineIndex index;
  private final long bytes;
  private final FileTime modified;

  private JsonLines(Path file, LineIndex index, BasicFileAttributes attributes) {
    this.file = file;
    this.index = index;
    this.bytes = attributes.size();
    this.modified = attributes.lastModifiedTime();
  }

  /**
   * @throws TaskException if the file cannot be read or has a line longer than {@value
   *     LineIndex#MAX_LINE_BYTES} bytes
   */
  public static JsonLines open(Path file) {
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
      return new JsonLines(file, LineIndex.scan(file), attributes);
    } catch (IOException e) {
      throw new TaskException("Cannot read " + file + ": " + e + " (expected JSON lines)", e);
    }
  }

  /** Number of documents. */
  public int size() {
    return index.size();
  }

  /** SHA-256 of the whole file, hexadecimal. */
  public String sha256() {
    return index.sha256();
  }

  public Path file() {
    return file;
  }

  /**
   * Documents {@code from} inclusive to {@code to} exclusive.
   *
   * @throws TaskException naming file and line of what is no JSON object
   */
  public List<Document> read(int from, int to) {
    if (from < 0 || to < from || to > size()) {
      throw new IllegalArgumentException(
          "Cannot read documents "
              + from
              + " to "
              + to
              + " of "
              + file
              + " (expected within 0 to "
              + size()
              + ")");
    }
    List<Document> documents = new ArrayList<>(to - from);
    try (FileChannel channel = FileChannel.open(file)) {
      checkUnchanged();
      for (int position = from; position < to; position++) {
        documents.add(parse(channel, position));
      }
    } catch (IOException e) {
      throw new TaskException("Cannot read " + file + ": " + e + " (expected JSON lines)", e);
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
    String origin = file.getFileName() + ":" + index.line(position);
    MessageDigest digest = Sha256.digest();
    String hash = HexFormat.of().formatHex(digest.digest(line));
    return new Document(position, origin, hash, JsonObject.parse(line, file, index.line(position)));
  }

  private void checkUnchanged() throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    if (now.size() != bytes || !now.lastModifiedTime().equals(modified)) {
      throw changed();
    }
  }

  private TaskException changed() {
    return new TaskException(
        "Cannot read " + file + ": it changed while it was in use (expected " + bytes + " bytes)");
  }
}
