package io.quantgrid.datasets.read;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A column of separated values, typed by all that stands in it, as pandas' {@code read_csv} types
 * it (through which Hugging Face's loader reads): whole numbers, other numbers, truth values, else
 * text. Whole numbers with gaps are read as other numbers.
 */
final class CsvColumn {
  /** What pandas reads as nothing (documentation of {@code read_csv}, {@code na_values}). */
  private static final Set<String> NOTHING =
      Set.of(
          "",
          "#N/A",
          "#N/A N/A",
          "#NA",
          "-1.#IND",
          "-1.#QNAN",
          "-NaN",
          "-nan",
          "1.#IND",
          "1.#QNAN",
          "<NA>",
          "N/A",
          "NA",
          "NULL",
          "NaN",
          "None",
          "n/a",
          "nan",
          "null");

  private static final Set<String> TRUE = Set.of("True", "TRUE", "true");
  private static final Set<String> FALSE = Set.of("False", "FALSE", "false");
  private static final Pattern WHOLE = Pattern.compile("[ \\t]*[+-]?[0-9]{1,40}[ \\t]*");
  private static final Pattern NUMBER =
      Pattern.compile(
          "[ \\t]*[+-]?(([0-9]{1,40}\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?"
              + "|(?i:inf|infinity))[ \\t]*");
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger MOST_UNSIGNED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private final String name;
  private boolean gaps;
  private boolean whole = true;
  private boolean number = true;
  private boolean truth = true;
  private BigInteger least = BigInteger.ZERO;
  private BigInteger most = BigInteger.ZERO;

  private CsvColumn(String name) {
    this.name = name;
  }

  /** Columns by their header; a name that is missing or repeated gets the one pandas gives. */
  static List<CsvColumn> named(List<String> header) {
    List<CsvColumn> columns = new ArrayList<>();
    Set<String> taken = new HashSet<>(header);
    Set<String> used = new HashSet<>();
    for (String written : header) {
      String plain = written.isEmpty() ? "Unnamed: " + columns.size() : written;
      String name = plain;
      for (int i = 1; !used.add(name); i++) {
        name = taken.contains(plain + "." + i) ? name : plain + "." + i;
      }
      columns.add(new CsvColumn(name));
    }
    return columns;
  }

  String name() {
    return name;
  }

  /** Takes note of a value. */
  void see(String value) {
    if (NOTHING.contains(value)) {
      gaps = true;
      return;
    }
    whole = whole && WHOLE.matcher(value).matches();
    number = number && NUMBER.matcher(value).matches();
    truth = truth && (TRUE.contains(value) || FALSE.contains(value));
    if (whole) {
      BigInteger integer = integer(value);
      least = least.min(integer);
      most = most.max(integer);
    }
  }

  /** A value, once all have been seen. */
  Object value(String written) {
    if (NOTHING.contains(written)) {
      return null;
    }
    if (whole && !gaps) {
      return integral(written);
    }
    if (number) {
      return number(written.strip());
    }
    return truth ? TRUE.contains(written) : (Object) written;
  }

  /** A long; where one exceeds it, all are unsigned, or stay text if they do not fit either. */
  private Object integral(String written) {
    if (least.compareTo(LEAST) >= 0 && most.compareTo(MOST) <= 0) {
      return integer(written).longValue();
    }
    boolean unsigned = least.signum() >= 0 && most.compareTo(MOST_UNSIGNED) <= 0;
    return unsigned ? integer(written) : written;
  }

  private static BigInteger integer(String value) {
    return new BigInteger(value.strip());
  }

  private static double number(String value) {
    if (value.endsWith("f") || value.endsWith("F") || value.endsWith("y") || value.endsWith("Y")) {
      return value.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return Double.parseDouble(value);
  }
}
