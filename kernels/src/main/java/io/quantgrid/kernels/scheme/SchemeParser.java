package io.quantgrid.kernels.scheme;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.name.Names;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text of a scheme, {@code element/granularity/symmetry}: {@code int4/group128/sym},
 * {@code fp8_e4m3/token}. The granularity must be there; the symmetry is {@code sym} when it is
 * not. Case and the order of what follows the element do not matter.
 */
public final class SchemeParser {
  private static final Pattern GROUP = Pattern.compile("group([1-9][0-9]{0,8})");
  private static final String EXPECTED = "tensor, channel, token, group<N>, sym or asym";
  private static final List<String> WORDS =
      List.of("tensor", "channel", "token", "group32", "group64", "group128", "sym", "asym");

  private SchemeParser() {}

  /**
   * @throws IllegalArgumentException naming the text, the position (from 1) and what was expected
   */
  public static Scheme parse(String text) {
    String[] words = text.toLowerCase(Locale.ROOT).split("/", -1);
    int position = 1;
    ElementType element = null;
    Granularity granularity = null;
    Symmetry symmetry = null;
    for (int i = 0; i < words.length; position += words[i].length() + 1, i++) {
      String word = words[i].strip();
      if (i == 0) {
        element = element(text, word);
        continue;
      }
      Optional<Granularity> size = granularity(word);
      Optional<Symmetry> sign = symmetry(word);
      if (size.isPresent() && granularity == null) {
        granularity = size.get();
      } else if (sign.isPresent() && symmetry == null) {
        symmetry = sign.get();
      } else if (size.isPresent()) {
        throw error(text, position, word, "one granularity, not also " + granularity.text());
      } else if (sign.isPresent()) {
        throw error(text, position, word, "one symmetry, not also " + symmetry.text());
      } else {
        throw error(text, position, word, EXPECTED + Names.hint(word, WORDS));
      }
    }
    if (granularity == null) {
      String expected = "a granularity: tensor, channel, token or group<N>, e.g. ";
      throw error(text, text.length() + 1, "", expected + element.name() + "/group128");
    }
    try {
      return new Scheme(element, granularity, symmetry == null ? Symmetry.SYMMETRIC : symmetry);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Cannot read scheme " + text + ": " + e.getMessage(), e);
    }
  }

  private static ElementType element(String text, String word) {
    List<String> names =
        ElementTypes.all().stream().filter(t -> t.bits() <= 8).map(ElementType::name).toList();
    if (!ElementTypes.names().contains(word)) {
      String expected = "an element type: " + String.join(", ", names);
      throw error(text, 1, word, expected + Names.hint(word, names));
    }
    return ElementTypes.named(word);
  }

  private static Optional<Granularity> granularity(String word) {
    Matcher group = GROUP.matcher(word);
    if (group.matches()) {
      return Optional.of(new Granularity.Group(Integer.parseInt(group.group(1))));
    }
    return switch (word) {
      case "tensor" -> Optional.of(new Granularity.PerTensor());
      case "channel" -> Optional.of(new Granularity.PerChannel());
      case "token" -> Optional.of(new Granularity.PerToken());
      default -> Optional.empty();
    };
  }

  private static Optional<Symmetry> symmetry(String word) {
    return switch (word) {
      case "sym" -> Optional.of(Symmetry.SYMMETRIC);
      case "asym" -> Optional.of(Symmetry.ASYMMETRIC);
      default -> Optional.empty();
    };
  }

  private static IllegalArgumentException error(
      String text, int position, String word, String expected) {
    String what = word.isEmpty() ? "nothing" : word;
    return new IllegalArgumentException(
        "Cannot read scheme "
            + text
            + " at position "
            + position
            + ": "
            + what
            + " (expected "
            + expected
            + ")");
  }
}
