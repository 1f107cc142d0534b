package io.quantgrid.core.format;

import io.quantgrid.kernels.name.Globs;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the weights of some modules are quantized to.
 *
 * @param pattern a glob over whole names of modules, {@code model.layers.0.*}
 * @param scheme empty: they stay at full precision
 */
public record LayerScheme(String pattern, Optional<Scheme> scheme) {
  private static final String KEEP = "keep";
  private static final Pattern GLOB = Pattern.compile("[A-Za-z0-9_.*?]+");
  private static final String EXPECTED =
      "keep, a scheme as int8/group128, or the name of a format of weights alone as w8-g128";

  public LayerScheme {
    checkPattern(pattern);
  }

  /**
   * @param value {@code keep}, the text of a scheme or the name of a format of weights alone
   * @throws IllegalArgumentException when it is none
   */
  static LayerScheme parse(String pattern, String value) {
    String text = value.strip();
    return new LayerScheme(
        pattern.strip(),
        text.equalsIgnoreCase(KEEP) ? Optional.empty() : Optional.of(scheme(text)));
  }

  /** Refuses what cannot be part of a module's name. */
  public static void checkPattern(String pattern) {
    if (!GLOB.matcher(pattern).matches()) {
      throw new IllegalArgumentException(
          "Cannot match modules by "
              + pattern
              + " (expected a name with * for any text and ? for any character, as"
              + " model.layers.0.*)");
    }
  }

  private static Scheme scheme(String text) {
    try {
      return SchemeParser.parse(text);
    } catch (IllegalArgumentException notScheme) {
      if (text.contains("/")) {
        throw notScheme;
      }
    }
    Format format;
    try {
      format = FormatParser.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot quantize layers to " + text + " (expected " + EXPECTED + ")", e);
    }
    if (format.weights().isEmpty() || format.activations().isPresent() || format.kv().isPresent()) {
      throw new IllegalArgumentException(
          "Cannot quantize layers to "
              + text
              + (format.weights().isEmpty() ? ": no weights" : ": more than weights")
              + " (expected "
              + EXPECTED
              + ")");
    }
    return format.weights().get();
  }

  public boolean matches(String module) {
    return Globs.matches(pattern, module);
  }

  /** The scheme, or {@code keep}. */
  public String text() {
    return scheme.map(Scheme::canonical).orElse(KEEP);
  }
}
