package io.quantgrid.datasets.read;

import io.quantgrid.core.evaluate.TaskException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Kinds of data files. */
public enum DataFormat {
  /** One JSON object a line. */
  JSON_LINES("json", "jsonl", "ndjson"),
  /** An array of objects, objects one after another, or an object that holds columns. */
  JSON("json", "json"),
  /** Comma-separated values with a header, RFC 4180. */
  CSV("csv", "csv"),
  /** The same, separated by tabs. */
  TSV("csv", "tsv"),
  /** Text without structure: a document a line, a paragraph or a file. */
  TEXT("text", "txt"),
  /** Apache Parquet. */
  PARQUET("parquet", "parquet");

  private final String builder;

  @SuppressWarnings("ImmutableEnumChecker") // List.of never changes
  private final List<String> endings;

  DataFormat(String builder, String... endings) {
    this.builder = builder;
    this.endings = List.of(endings);
  }

  /** Ends of names that are understood, most usual first: {@code .jsonl}, {@code .jsonl.gz} ... */
  public static List<String> endings() {
    List<String> endings = new ArrayList<>();
    for (DataFormat format : values()) {
      for (String ending : format.endings) {
        for (String compression : List.of("", Compression.GZIP.suffix, Compression.ZSTD.suffix)) {
          endings.add("." + ending + compression);
        }
      }
    }
    return endings;
  }

  /** The format that the end of a file's name tells; empty where it tells none. */
  public static Optional<DataFormat> of(String fileName) {
    String suffix = Compression.of(fileName).suffix;
    String name = fileName.substring(0, fileName.length() - suffix.length());
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return Arrays.stream(values()).filter(format -> format.endings.contains(ending)).findFirst();
  }

  /**
   * Whether {@code dataset_path} names a way to read files rather than a data set: {@code json},
   * {@code csv}, {@code parquet}, {@code text}.
   */
  public static boolean isBuilder(String datasetPath) {
    return builders().contains(datasetPath);
  }

  /** What {@link #isBuilder} accepts. */
  public static List<String> builders() {
    return Arrays.stream(values()).map(format -> format.builder).distinct().toList();
  }

  /**
   * The format of a file that a builder was told to read: its name decides between the builder's
   * formats, and the builder where the name says nothing.
   *
   * @throws TaskException if there is no such builder
   */
  public static DataFormat of(String builder, String fileName) {
    Optional<DataFormat> named = of(fileName).filter(format -> format.builder.equals(builder));
    return named
        .or(() -> last(builder))
        .orElseThrow(
            () ->
                new TaskException(
                    "Cannot read "
                        + fileName
                        + " as "
                        + builder
                        + " (expected one of "
                        + builders()
                        + ")"));
  }

  /** The builder's most general format. */
  private static Optional<DataFormat> last(String builder) {
    return switch (builder) {
      case "json" -> Optional.of(JSON);
      case "csv" -> Optional.of(CSV);
      case "text" -> Optional.of(TEXT);
      case "parquet" -> Optional.of(PARQUET);
      default -> Optional.empty();
    };
  }
}
