package io.quantgrid.datasets.read;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One document of a data set.
 *
 * @param position from 0
 * @param origin where it stands, for messages: {@code file:line}
 * @param hash SHA-256 of its bytes, hexadecimal
 * @param fields columns in the order of the file; values are String, Long, BigInteger, Double,
 *     Boolean, {@code List}, {@code Map} or null
 * @param absent columns that other documents of the file have: null among the fields
 */
public record Document(
    int position, String origin, String hash, Map<String, Object> fields, Set<String> absent) {
  /** A document that has all columns. */
  public Document(int position, String origin, String hash, Map<String, Object> fields) {
    this(position, origin, hash, fields, Set.of());
  }

  /** The same at another position. */
  Document at(int other) {
    return new Document(other, origin, hash, fields, absent);
  }

  /** The columns that it has itself, for messages. */
  public List<String> columns() {
    return fields.keySet().stream().filter(name -> !absent.contains(name)).toList();
  }
}
