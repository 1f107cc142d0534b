package io.quantgrid.datasets.read;

import java.util.List;
import java.util.Optional;

/**
 * How files are read, beyond what their names say.
 *
 * @param builder {@code json}, {@code csv}, {@code text} or {@code parquet}, whatever the files'
 *     names say
 * @param field key of the object in a JSON file under which the documents stand
 * @param delimiter between values of CSV; default a comma, or a tab in files that end in .tsv
 * @param columns names of columns of CSV files without a header
 * @param unit of text that is a document
 */
public record ReadOptions(
    Optional<String> builder,
    Optional<String> field,
    Optional<String> delimiter,
    List<String> columns,
    Unit unit) {
  /** What names of files say. */
  public static final ReadOptions NONE =
      new ReadOptions(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Unit.LINE);

  /** Of text files. */
  public enum Unit {
    /** Every line, blank ones too. */
    LINE,
    /** What stands between blank lines. */
    PARAGRAPH,
    /** The whole file. */
    DOCUMENT
  }

  public ReadOptions {
    columns = List.copyOf(columns);
  }
}
