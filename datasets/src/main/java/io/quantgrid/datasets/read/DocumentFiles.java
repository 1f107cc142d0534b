package io.quantgrid.datasets.read;

import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.pocket.CacheFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Documents from files of any {@link DataFormat}, plain or compressed. JSON lines are read where
 * they lie; everything else is converted once, in bounded memory, to JSON lines in the cache folder
 * under the hash of its bytes, and read from there by position. Messages name the user's file
 * always.
 */
public final class DocumentFiles {
  /** To be raised when a file comes to be read as other documents. */
  private static final int VERSION = 1;

  private final ConversionCache cache;

  /** Keeps what it converts in the folder of this process. */
  public DocumentFiles() {
    this(CacheFolder.path());
  }

  /**
   * @param cache a folder for what is converted
   */
  public DocumentFiles(Path cache) {
    this.cache = new ConversionCache(cache);
  }

  /**
   * The documents of files, one after the other.
   *
   * @throws TaskException naming the file, and the line or row, of what cannot be read
   */
  public Documents open(List<Path> files, ReadOptions options) {
    if (files.isEmpty()) {
      throw new TaskException("Cannot read documents: no file (expected one or more)");
    }
    List<Documents> parts = files.stream().map(file -> open(file, options)).toList();
    return parts.size() == 1 ? parts.get(0) : new JoinedDocuments(parts);
  }

  /**
   * The documents of a file.
   *
   * @throws TaskException naming the file, and the line or row, of what cannot be read
   */
  public Documents open(Path path, ReadOptions options) {
    DataFormat format = format(path, options);
    DataFile file = DataFile.of(path);
    boolean inPlace = file.compression() == Compression.NONE && options.field().isEmpty();
    if (format == DataFormat.JSON_LINES && inPlace) {
      return JsonLines.open(path);
    }
    Conversion conversion = conversion(format, file, options);
    if (!Files.isRegularFile(path)) {
      throw new TaskException(
          "Cannot read "
              + path
              + ": "
              + (Files.exists(path) ? "not a file" : "no such file")
              + " (expected "
              + conversion.expected()
              + ")");
    }
    String key =
        Sha256.hex(
            VERSION + " " + format + " " + file.compression() + " " + options + " " + sha256(path));
    String last = path.getFileName().toString();
    return cache.documents(
        key, path.toString(), (unit, place) -> last + unit.separator + place, conversion);
  }

  /**
   * What a function makes of documents, such as a task's {@code process_docs}: each becomes none,
   * one or several. It is applied once and the result kept, so it must depend on the document
   * alone.
   *
   * @param function its name, which with version and source decides what is kept
   * @param version to be raised when the function comes to make other documents
   * @param apply from fields to fields, of the types that {@link Document} lists; an {@link
   *     IllegalArgumentException} says that a document cannot be used
   * @throws TaskException naming function, file and line of what cannot be used
   */
  public Documents derived(
      Documents source,
      String function,
      int version,
      Function<Map<String, Object>, List<Map<String, Object>>> apply) {
    String key = Sha256.hex(VERSION + " " + function + " " + version + " " + source.sha256());
    return cache.documents(
        key,
        source.name(),
        (unit, place) -> source.origin(place),
        new DerivedConversion(source, function, apply));
  }

  private static DataFormat format(Path file, ReadOptions options) {
    String name = String.valueOf(file.getFileName());
    return options
        .builder()
        .map(builder -> DataFormat.of(builder, name))
        .or(() -> DataFormat.of(name))
        .orElseThrow(
            () ->
                new TaskException(
                    "Cannot read "
                        + file
                        + ": a file of unknown kind (expected a name that ends in one of "
                        + DataFormat.endings()
                        + ")"));
  }

  private static Conversion conversion(DataFormat format, DataFile file, ReadOptions options) {
    return switch (format) {
      case JSON_LINES ->
          options.field().isPresent()
              ? new JsonConversion(file, options.field())
              : new LinesConversion(file);
      case JSON -> new JsonConversion(file, options.field());
      case CSV -> new CsvConversion(file, options.delimiter().orElse(","), options.columns());
      case TSV -> new CsvConversion(file, options.delimiter().orElse("\t"), options.columns());
      case TEXT -> new TextConversion(file, options.unit());
      case PARQUET -> new ParquetConversion(file);
    };
  }

  private static String sha256(Path file) {
    MessageDigest digest = Sha256.digest();
    try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new TaskException("Cannot read " + file + ": " + e + " (expected a data file)", e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
