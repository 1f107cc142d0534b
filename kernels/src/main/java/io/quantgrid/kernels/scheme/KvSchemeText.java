package io.quantgrid.kernels.scheme;

import io.quantgrid.kernels.scheme.KvScheme.Immediate;
import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of what a KV cache holds. */
final class KvSchemeText {
  private static final String KIVI = "kivi";
  private static final String KEYS = "keys:";
  private static final String VALUES = "values:";
  private static final Pattern GROUP = Pattern.compile("group([1-9][0-9]{0,8})");
  private static final Pattern RESIDUAL = Pattern.compile("residual([1-9][0-9]{0,8})");

  private KvSchemeText() {}

  static KvScheme parse(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (lower.startsWith(KEYS)) {
      return apart(text, lower);
    }
    List<String> words = Arrays.stream(lower.split("/", -1)).map(String::strip).toList();
    return words.contains(KIVI) ? kivi(text, words) : new Immediate(SchemeParser.parse(text));
  }

  /** {@code int2/kivi/group32/residual128}. */
  private static Kivi kivi(String text, List<String> words) {
    List<String> sizes = words.stream().skip(1).filter(word -> !word.equals(KIVI)).toList();
    if (words.size() - sizes.size() != 2 || words.get(0).equals(KIVI)) {
      throw error(text, "an element type, then kivi once, as int2/kivi");
    }
    Sizes read = Sizes.read(text, sizes, Kivi.USUAL_RESIDUAL);
    return Kivi.of(SchemeParser.parse(words.get(0) + "/channel/asym"), read.group, read.residual);
  }

  /** {@code keys:int4/channel+values:int4/token+group32+residual32}. */
  private static Kivi apart(String text, String lower) {
    List<String> parts = List.of(lower.split("\\+", -1));
    if (parts.size() < 2 || !parts.get(1).startsWith(VALUES)) {
      throw error(text, "keys:SCHEME+values:SCHEME, as keys:int4/channel+values:int4/token");
    }
    Sizes sizes = Sizes.read(text, parts.subList(2, parts.size()), 0);
    return new Kivi(
        SchemeParser.parse(parts.get(0).substring(KEYS.length())),
        SchemeParser.parse(parts.get(1).substring(VALUES.length())),
        sizes.group,
        sizes.residual);
  }

  /** In the shorter form where there is one. */
  static String of(Kivi kivi) {
    Scheme whole = kivi.keys().with(new Granularity.PerChannel());
    boolean usual =
        whole.symmetry() == Symmetry.ASYMMETRIC
            && whole.equals(
                Scheme.of(whole.element(), new Granularity.PerChannel(), Symmetry.ASYMMETRIC))
            && kivi.equals(Kivi.of(whole, kivi.group(), kivi.residual()));
    return usual
        ? "%s/kivi/group%d/residual%d"
            .formatted(whole.element().name(), kivi.group(), kivi.residual())
        : "%s%s+%s%s+group%d+residual%d"
            .formatted(KEYS, kivi.keys(), VALUES, kivi.values(), kivi.group(), kivi.residual());
  }

  /** What is said of sizes, and what is usual for the rest. */
  private record Sizes(int group, int residual) {
    /**
     * @param residual when none is named; 0: as large as a group
     */
    static Sizes read(String text, List<String> words, int residual) {
      OptionalInt group = OptionalInt.empty();
      OptionalInt last = OptionalInt.empty();
      for (String word : words) {
        Optional<Integer> asGroup = size(GROUP, word);
        Optional<Integer> asResidual = size(RESIDUAL, word);
        if (asGroup.isPresent() && group.isEmpty()) {
          group = OptionalInt.of(asGroup.get());
        } else if (asResidual.isPresent() && last.isEmpty()) {
          last = OptionalInt.of(asResidual.get());
        } else {
          throw error(text, "group<N> and residual<N>, each once at most, not " + word);
        }
      }
      int tokens = group.orElse(Kivi.USUAL_GROUP);
      return new Sizes(tokens, last.orElse(residual == 0 ? tokens : residual));
    }

    private static Optional<Integer> size(Pattern pattern, String word) {
      Matcher matcher = pattern.matcher(word);
      return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }
  }

  private static IllegalArgumentException error(String text, String expected) {
    return new IllegalArgumentException(
        "Cannot read KV scheme " + text + " (expected " + expected + ")");
  }
}
