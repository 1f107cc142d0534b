package io.quantgrid.core.quantize;

import io.quantgrid.kernels.name.Names;
import io.quantgrid.kernels.scheme.Granularity;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What may stand in the parentheses of a step.
 *
 * @param usual its default, as canonical recipes would write it if they did not leave it out
 * @param meaning for the list of methods
 * @param aliases other ways of writing some values
 */
public record Parameter(
    String name, Kind kind, String usual, String meaning, SortedMap<String, String> aliases) {
  public Parameter {
    aliases = Collections.unmodifiableSortedMap(new TreeMap<>(aliases));
  }

  /** What its values are. */
  public sealed interface Kind {
    /** What is expected, in words. */
    String expected();

    /**
     * The value in its one way of writing; empty when it is none.
     *
     * @throws NumberFormatException when it is no number but should be
     */
    Optional<String> read(String lower);
  }

  /** One of some words. */
  public record Choice(List<String> values) implements Kind {
    public Choice {
      values = List.copyOf(values);
    }

    @Override
    public String expected() {
      return String.join(" or ", values);
    }

    @Override
    public Optional<String> read(String lower) {
      return Optional.of(lower).filter(values::contains);
    }
  }

  /** A whole number, both ends included. */
  public record Whole(long low, long high) implements Kind {
    @Override
    public String expected() {
      return high == Long.MAX_VALUE
          ? "a whole number, " + low + " or more"
          : "a whole number, " + low + " to " + high;
    }

    @Override
    public Optional<String> read(String lower) {
      long number = Long.parseLong(lower);
      return Optional.of(Long.toString(number)).filter(text -> number >= low && number <= high);
    }
  }

  /** A number, above {@code low} and at most {@code high}. */
  public record Above(double low, double high) implements Kind {
    @Override
    public String expected() {
      return "a number above " + text(low) + ", at most " + text(high);
    }

    @Override
    public Optional<String> read(String lower) {
      double number = Double.parseDouble(lower);
      return number > low && number <= high ? Optional.of(text(number)) : Optional.empty();
    }
  }

  /** A number, both ends included. */
  public record Between(double low, double high) implements Kind {
    @Override
    public String expected() {
      return "a number, " + text(low) + " to " + text(high);
    }

    @Override
    public Optional<String> read(String lower) {
      double number = Double.parseDouble(lower);
      return number >= low && number <= high ? Optional.of(text(number)) : Optional.empty();
    }
  }

  /** Some whole numbers, {@code 2+3+8}, written in rising order. */
  public record Several(int low, int high) implements Kind {
    @Override
    public String expected() {
      return "whole numbers from " + low + " to " + high + " joined by +";
    }

    @Override
    public Optional<String> read(String lower) {
      List<Integer> numbers =
          Arrays.stream(lower.split("\\+", -1)).map(Integer::valueOf).distinct().sorted().toList();
      return numbers.get(0) >= low && numbers.get(numbers.size() - 1) <= high
          ? Optional.of(numbers.stream().map(String::valueOf).collect(Collectors.joining("+")))
          : Optional.empty();
    }
  }

  /** Columns of a group, {@code group32}. */
  public record Grouping(int largest) implements Kind {
    private static final String GROUP = "group";

    @Override
    public String expected() {
      return "group1 to group" + largest;
    }

    @Override
    public Optional<String> read(String lower) {
      if (!lower.startsWith(GROUP)) {
        return Optional.empty();
      }
      int size = Integer.parseInt(lower.substring(GROUP.length()));
      return size >= 1 && size <= largest
          ? Optional.of(new Granularity.Group(size).text())
          : Optional.empty();
    }
  }

  static Parameter choice(String name, String meaning, String usual, String... others) {
    List<String> values = Stream.concat(Stream.of(usual), Arrays.stream(others)).toList();
    return of(name, new Choice(values), usual, meaning);
  }

  static Parameter flag(String name, String meaning, String usual) {
    return choice(name, meaning, usual, usual.equals("true") ? "false" : "true");
  }

  static Parameter whole(String name, String meaning, long usual, long low, long high) {
    return of(name, new Whole(low, high), Long.toString(usual), meaning);
  }

  static Parameter above(String name, String meaning, double usual, double low, double high) {
    return of(name, new Above(low, high), text(usual), meaning);
  }

  static Parameter between(String name, String meaning, double usual, double low, double high) {
    return of(name, new Between(low, high), text(usual), meaning);
  }

  static Parameter of(String name, Kind kind, String usual, String meaning) {
    return new Parameter(name, kind, usual, meaning, Collections.emptySortedMap());
  }

  /** With another way of writing a value: {@code true} for {@code static}. */
  Parameter alias(String written, String value) {
    Map<String, String> all = new TreeMap<>(aliases);
    all.put(written, value);
    return new Parameter(name, kind, usual, meaning, new TreeMap<>(all));
  }

  /** The one way of writing a number: {@code 0.01}, {@code 8}. */
  static String text(double number) {
    return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
  }

  /**
   * The value in its one way of writing.
   *
   * @throws IllegalArgumentException when it is not of the kind
   */
  String check(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    try {
      Optional<String> read = kind.read(aliases.getOrDefault(lower, lower));
      if (read.isPresent()) {
        return read.get();
      }
    } catch (NumberFormatException e) {
      throw wrong(value, "");
    }
    throw wrong(value, kind instanceof Choice choice ? Names.hint(lower, choice.values()) : "");
  }

  private IllegalArgumentException wrong(String value, String hint) {
    return new IllegalArgumentException(
        value + " (expected " + name + " to be " + kind.expected() + hint + ")");
  }
}
