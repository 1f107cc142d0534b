package io.quantgrid.core.quantize;

import io.quantgrid.kernels.name.Names;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * What may stand in the parentheses of a step.
 *
 * @param usual its default, as canonical recipes would write it if they did not leave it out
 * @param meaning for the list of methods
 */
public record Parameter(String name, Kind kind, String usual, String meaning) {
  /** What its values are. */
  public sealed interface Kind {
    /** What is expected, in words. */
    String expected();
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
  }

  /** A whole number, both ends included. */
  public record Whole(long low, long high) implements Kind {
    @Override
    public String expected() {
      return high == Long.MAX_VALUE
          ? "a whole number, " + low + " or more"
          : "a whole number, " + low + " to " + high;
    }
  }

  /** A number, above {@code low} and at most {@code high}. */
  public record Above(double low, double high) implements Kind {
    @Override
    public String expected() {
      return "a number above " + text(low) + ", at most " + text(high);
    }
  }

  /** A number, both ends included. */
  public record Between(double low, double high) implements Kind {
    @Override
    public String expected() {
      return "a number, " + text(low) + " to " + text(high);
    }
  }

  static Parameter choice(String name, String meaning, String usual, String... others) {
    return new Parameter(
        name,
        new Choice(
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of(usual), java.util.Arrays.stream(others))
                .toList()),
        usual,
        meaning);
  }

  static Parameter flag(String name, String meaning, String usual) {
    return choice(name, meaning, usual, usual.equals("true") ? "false" : "true");
  }

  static Parameter whole(String name, String meaning, long usual, long low, long high) {
    return new Parameter(name, new Whole(low, high), Long.toString(usual), meaning);
  }

  static Parameter above(String name, String meaning, double usual, double low, double high) {
    return new Parameter(name, new Above(low, high), text(usual), meaning);
  }

  static Parameter between(String name, String meaning, double usual, double low, double high) {
    return new Parameter(name, new Between(low, high), text(usual), meaning);
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
      if (kind instanceof Choice choice && choice.values().contains(lower)) {
        return lower;
      } else if (kind instanceof Whole whole) {
        long number = Long.parseLong(lower);
        if (number >= whole.low() && number <= whole.high()) {
          return Long.toString(number);
        }
      } else if (kind instanceof Above above) {
        double number = Double.parseDouble(lower);
        if (number > above.low() && number <= above.high()) {
          return text(number);
        }
      } else if (kind instanceof Between between) {
        double number = Double.parseDouble(lower);
        if (number >= between.low() && number <= between.high()) {
          return text(number);
        }
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
