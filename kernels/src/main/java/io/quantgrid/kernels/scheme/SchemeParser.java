package io.quantgrid.kernels.scheme;

import io.quantgrid.kernels.block.BlockFormat;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.name.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the text of a scheme, {@code element/granularity} and, in any order, what is not as usual:
 * {@code int4/group128/asym}, {@code fp8_e4m3/token}, {@code fp4_e2m1/group128/m2}, {@code
 * int8/tensor/static/percentile99.9}. The granularity must be there; what else is left out is as
 * {@link Scheme#of} has it. A block format's name stands for its words, {@code mxfp4} or {@code
 * mxfp8_e4m3/mse}; a rule or type of scales that is named too takes the place of its own: {@code
 * mxfp4/e8m0-round}. Case does not matter.
 */
public final class SchemeParser {
  private SchemeParser() {}

  /**
   * @throws IllegalArgumentException naming the text, the position (from 1) and what was expected
   */
  public static Scheme parse(String text) {
    String[] words = text.toLowerCase(Locale.ROOT).split("/", -1);
    Optional<BlockFormat> block = block(words);
    String[] base = block.map(BlockFormat::words).orElse(words[0].strip()).split("/", -1);
    ElementType element = element(text, base[0]);
    SchemeWords usual = new SchemeWords();
    for (int i = 1; i < base.length; i++) {
      usual.take(base[i]);
    }
    SchemeWords read = new SchemeWords();
    int position = words[0].length() + 2;
    for (int i = 1; i < words.length; position += words[i].length() + 1, i++) {
      String word = words[i].strip();
      if (block.isPresent() && SchemeWords.isGranularity(word)) {
        String expected = "no granularity, but that of " + block.get().name() + ": ";
        throw error(text, position, word, expected + usual.granularity().orElseThrow().text());
      }
      Optional<String> problem = read.take(word);
      if (problem.isPresent()) {
        throw error(text, position, word, problem.get());
      }
    }
    Optional<Granularity> granularity = read.granularity().or(usual::granularity);
    if (granularity.isEmpty()) {
      String expected = "a granularity: tensor, channel, token, group<N> or block<R>x<C>, e.g. ";
      throw error(text, text.length() + 1, "", expected + element.name() + "/group128");
    }
    try {
      return new Scheme(
          element,
          granularity.get(),
          read.symmetry().orElse(Symmetry.SYMMETRIC),
          read.rule().or(usual::rule).orElse(Scheme.usualRule(element)),
          read.scaleType().or(usual::scaleType),
          read.clipping().orElse(new Clipping.MinMax()),
          read.timing().orElse(Timing.DYNAMIC));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Cannot read scheme " + text + ": " + e.getMessage(), e);
    }
  }

  /** The block format that the first word names, if it is not meant as an element: nf4/group32. */
  private static Optional<BlockFormat> block(String[] words) {
    String first = words[0].strip();
    boolean sized =
        Arrays.stream(words).skip(1).map(String::strip).anyMatch(SchemeWords::isGranularity);
    return ElementTypes.names().contains(first) && sized
        ? Optional.empty()
        : BlockFormats.find(first);
  }

  private static ElementType element(String text, String word) {
    List<String> names =
        ElementTypes.all().stream()
            .filter(t -> t.bits() <= 8 && t.smallest() < 0)
            .map(ElementType::name)
            .toList();
    if (!ElementTypes.names().contains(word)) {
      List<String> blocks = BlockFormats.names();
      String expected = "an element type: " + String.join(", ", names);
      String or = "; or a block format: " + String.join(", ", blocks);
      List<String> both = Stream.concat(names.stream(), blocks.stream()).toList();
      throw error(text, 1, word, expected + or + Names.hint(word, both));
    }
    return ElementTypes.named(word);
  }

  /** A floating type that scales may be stored in. */
  static Optional<FloatType> scaleType(String name) {
    return ElementTypes.names().contains(name) && ElementTypes.named(name) instanceof FloatType type
        ? Optional.of(type)
        : Optional.empty();
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
