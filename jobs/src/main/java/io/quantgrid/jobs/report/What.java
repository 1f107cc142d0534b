package io.quantgrid.jobs.report;

import io.quantgrid.kernels.element.ElementTypes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;

/**
 * What a variant quantizes, and to how many bits.
 *
 * @param part {@code weights}, {@code weights and activations}, {@code KV cache}, {@code all three}
 *     ..., or empty for none
 * @param label {@code W4}, {@code W8A8}, {@code W4A8KV4}
 * @param bits the fewest of them; 16 where nothing is quantized
 */
record What(String part, String label, int bits) {
  private static final String NONE = "none";
  private static final int FULL = 16;
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  static What of(Row variant) {
    int weights = bits(Figures.text(variant, "weights"));
    int activations = bits(Figures.text(variant, "activations"));
    int kv = bits(Figures.text(variant, "kv"));
    String label =
        (weights < FULL ? "W" + weights : "")
            + (activations < FULL ? "A" + activations : "")
            + (kv < FULL ? "KV" + kv : "");
    String part =
        (weights < FULL ? "weights " : "")
            + (activations < FULL ? "activations " : "")
            + (kv < FULL ? "KV cache" : "");
    part = part.strip().replaceFirst("weights (?=activations|KV)", "weights and ");
    part = part.replaceFirst("activations (?=KV)", "activations and ");
    return new What(
        part.replaceFirst("weights and activations and", "weights, activations and"),
        label,
        Math.min(weights, Math.min(activations, kv)));
  }

  /** Bits of a scheme's first element type, {@code int4/group128/sym}. */
  private static int bits(String scheme) {
    if (scheme.isEmpty() || scheme.equals(NONE)) {
      return FULL;
    }
    String element = scheme.replaceFirst("^keys:", "").split("[/+]", 2)[0];
    try {
      return ElementTypes.named(element).bits();
    } catch (IllegalArgumentException e) { // a scheme of many types, or one that is no element's
      Matcher number = NUMBER.matcher(element);
      return number.find() ? Integer.parseInt(number.group()) : FULL;
    }
  }
}
