package io.quantgrid.datasets.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.pocket.CacheFolder;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What files of other formats say as JSON lines, kept in this machine's cache under what they were
 * made of. An entry is a folder that appears in one step, so any number of threads and processes
 * may ask for it; one that is damaged is made again. Entries may be deleted when nothing runs.
 */
final class ConversionCache {
  private static final String ENTRY = "entry.json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<Path, Object> LOCKS = new ConcurrentHashMap<>();

  private final Path root;

  /**
   * What an entry holds.
   *
   * @param sha256 of its documents
   */
  record Entry(String sha256, DocumentWriter.Unit unit) {}

  /** How a place in the source is called. */
  interface Places {
    String name(DocumentWriter.Unit unit, int place);
  }

  /**
   * @param cache the folder that {@link CacheFolder} gives, or one like it
   */
  ConversionCache(Path cache) {
    this.root = cache.resolve("documents");
  }

  /**
   * The documents of an entry, which is made if it is not there.
   *
   * @param key hexadecimal; decides with the conversion what is in the entry
   * @param path of the source, for messages
   * @throws TaskException if the source is not what it should be, or the cache cannot be written
   */
  JsonLines documents(String key, String path, Places places, Conversion conversion) {
    Path folder = root.resolve(key);
    synchronized (LOCKS.computeIfAbsent(folder, one -> new Object())) {
      try {
        Optional<JsonLines> kept = open(folder, path, places);
        if (kept.isEmpty()) {
          make(folder, path, conversion);
          kept = open(folder, path, places);
        }
        return kept.orElseThrow(() -> new IOException(folder + " is damaged as soon as written"));
      } catch (IOException | UncheckedIOException e) {
        throw new TaskException(
            "Cannot keep what "
                + path
                + " says in "
                + root
                + ": "
                + e
                + " (expected a folder with room; set the system property "
                + CacheFolder.PROPERTY
                + " to another)",
            e);
      }
    }
  }

  /** Empty when there is no entry, or one that is damaged. */
  private static Optional<JsonLines> open(Path folder, String path, Places names)
      throws IOException {
    for (String file : List.of(ENTRY, DocumentWriter.DOCUMENTS, DocumentWriter.PLACES)) {
      if (!Files.isRegularFile(folder.resolve(file))) {
        return Optional.empty();
      }
    }
    try {
      return whole(folder, path, names);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<JsonLines> whole(Path folder, String path, Places names)
      throws IOException {
    Entry entry = JSON.readValue(Files.readAllBytes(folder.resolve(ENTRY)), Entry.class);
    DocumentWriter.Unit unit = entry.unit();
    ByteBuffer places = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(DocumentWriter.PLACES)));
    boolean copied = unit == DocumentWriter.Unit.COPIED;
    Source source =
        new Source(
            path,
            (position, line) -> names.name(unit, copied ? line : places.getInt(4 * position)),
            copied ? JsonObject.STRICT : JsonObject.STORED);
    JsonLines lines = JsonLines.open(folder.resolve(DocumentWriter.DOCUMENTS), source);
    boolean whole =
        lines.sha256().equals(entry.sha256()) && (copied || places.capacity() == 4L * lines.size());
    return whole ? Optional.of(lines) : Optional.empty();
  }

  private void make(Path folder, String path, Conversion conversion) throws IOException {
    Path half = Files.createDirectories(root.resolve(Leftovers.PREFIX + UUID.randomUUID()));
    try {
      try (DocumentWriter out = new DocumentWriter(half)) {
        fill(out, path, conversion);
        JSON.writeValue(half.resolve(ENTRY).toFile(), new Entry(out.sha256(), out.unit()));
      }
      if (Files.exists(folder)) { // and is damaged
        Files.move(folder, root.resolve(Leftovers.PREFIX + UUID.randomUUID()));
      }
      Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.exists(folder.resolve(ENTRY))) { // else another process was faster
        throw e;
      }
    } finally {
      Leftovers.delete(half);
      Leftovers.deleteOld(root);
    }
  }

  private static void fill(DocumentWriter out, String path, Conversion conversion) {
    try {
      conversion.write(out);
    } catch (IOException e) {
      String early = e instanceof EOFException ? "the file ends early: " : "";
      String told = e.getMessage() == null ? e.toString() : e.getMessage();
      throw new TaskException(
          "Cannot read " + path + ": " + early + told + " (expected " + conversion.expected() + ")",
          e);
    }
  }
}
