package io.quantgrid.datasets.read;

import io.quantgrid.core.evaluate.TaskException;
import java.util.List;

/**
 * The documents of a data set's split, by position. Immutable and thread safe; documents are parsed
 * when they are asked for.
 */
public interface Documents {
  /** Number of documents. */
  int size();

  /**
   * Documents {@code from} inclusive to {@code to} exclusive.
   *
   * @throws TaskException naming file and line of what cannot be read
   * @throws IllegalArgumentException if the range is not within 0 to {@link #size}
   */
  List<Document> read(int from, int to);

  /** Where a document stands in the file that the user gave, for messages: {@code file:line}. */
  String origin(int position);

  /** SHA-256, hexadecimal, of what the documents say and in which order. */
  String sha256();

  /** The file or files, for messages. */
  String name();
}
