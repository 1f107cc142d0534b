package io.quantgrid.datasets.read;

import java.util.Map;

/**
 * One document of a data set.
 *
 * @param position from 0
 * @param origin where it stands, for messages: {@code file:line}
 * @param hash SHA-256 of its bytes, hexadecimal
 * @param fields columns in the order of the file; values are String, Long, BigInteger, Double,
 *     Boolean, {@code List}, {@code Map} or null
 */
public record Document(int position, String origin, String hash, Map<String, Object> fields) {}
