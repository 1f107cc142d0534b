package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.RopeScaling;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads the rotary keys: flat, or under {@code rope_parameters} as newer files have them. */
final class RopeKeys {
  private static final String TYPES = "expected one of default, linear, llama3, yarn, longrope";

  private RopeKeys() {}

  static double theta(ConfigKeys keys, double ifMissing) {
    ConfigKeys holder = keys.has("rope_parameters") ? keys.object("rope_parameters") : keys;
    return holder.positive("rope_theta", ifMissing);
  }

  /** Halves of the first part of each head. */
  static Position.Rotary partial(ConfigKeys keys, int headDim, double ifMissing) {
    double share = keys.positive("partial_rotary_factor", ifMissing);
    if (share > 1) {
      keys.problem("partial_rotary_factor", "expected at most 1");
    }
    int width = Configs.turned(keys, "partial_rotary_factor", (int) (headDim * share));
    return new Position.Rotary(
        width,
        Position.Pairs.HALVES,
        theta(keys, 10_000),
        scaling(keys, Configs.maxLength(keys), width));
  }

  /**
   * How frequencies are changed.
   *
   * @param width dimensions of a head that are turned
   */
  static RopeScaling scaling(ConfigKeys keys, OptionalInt maxLength, int width) {
    String key = keys.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
    if (!keys.has(key)) {
      return new RopeScaling.None();
    }
    ConfigKeys rope = keys.object(key);
    rope.only("partial_rotary_factor", "1.0");
    rope.ignore("type", "rope_type", "rope_theta"); // read here and there
    String type = rope.text("rope_type").or(() -> rope.text("type")).orElse("");
    return switch (type) {
      case "default" -> new RopeScaling.None();
      case "linear" -> new RopeScaling.Linear(rope.positive("factor"));
      case "llama3" -> llama3(rope);
      case "yarn" -> yarn(rope, maxLength);
      case "longrope", "su" -> longRope(keys, rope, maxLength, width / 2);
      default -> {
        rope.problem(!rope.has("rope_type") && rope.has("type") ? "type" : "rope_type", TYPES);
        yield new RopeScaling.None();
      }
    };
  }

  private static RopeScaling llama3(ConfigKeys rope) {
    double low = rope.positive("low_freq_factor");
    double high = rope.positive("high_freq_factor");
    if (high <= low && rope.has("low_freq_factor") && rope.has("high_freq_factor")) {
      rope.problem("high_freq_factor", "expected more than low_freq_factor, which is " + low);
    }
    return new RopeScaling.Llama3(
        rope.positive("factor"), low, high, rope.count("original_max_position_embeddings"));
  }

  private static RopeScaling longRope(
      ConfigKeys keys, ConfigKeys rope, OptionalInt maxLength, int pairs) {
    String key = "original_max_position_embeddings";
    int original = (keys.has(key) ? keys : rope).count(key);
    keys.ignore(key);
    rope.ignore(key);
    double longer =
        maxLength.isPresent()
            ? (double) maxLength.getAsInt() / original
            : rope.positive("factor", 1);
    rope.ignore("factor"); // the quotient of both lengths counts
    double amplitude = longer > 1 ? Math.sqrt(1 + Math.log(longer) / Math.log(original)) : 1;
    return new RopeScaling.LongRope(
        rope.positives("short_factor", pairs),
        rope.positives("long_factor", pairs),
        original,
        rope.positive("attention_factor", amplitude));
  }

  private static RopeScaling yarn(ConfigKeys rope, OptionalInt maxLength) {
    int original =
        rope.has("original_max_position_embeddings") || maxLength.isEmpty()
            ? rope.count("original_max_position_embeddings")
            : maxLength.getAsInt();
    return new RopeScaling.Yarn(
        rope.positive("factor"),
        original,
        rope.positive("beta_fast", 32),
        rope.positive("beta_slow", 1),
        amplitude(rope),
        rope.flag("truncate", true));
  }

  /** What cosines and sines are multiplied with, where the file says more than the factor. */
  private static OptionalDouble amplitude(ConfigKeys rope) {
    OptionalDouble said = rope.optionalPositive("attention_factor");
    double own = rope.number("mscale").orElse(0);
    double all = rope.number("mscale_all_dim").orElse(0);
    if (said.isPresent() || (own > 0 && all > 0)) {
      double factor = rope.positive("factor", 1);
      return said.isPresent() ? said : OptionalDouble.of(yarn(factor, own) / yarn(factor, all));
    }
    rope.only("mscale", "1.0"); // one alone is not read by transformers
    rope.only("mscale_all_dim", "0.0");
    return said;
  }

  /** {@code 0.1 scale ln(factor) + 1}, by which YaRN sharpens attention. */
  private static double yarn(double factor, double scale) {
    return factor > 1 ? 0.1 * scale * Math.log(factor) + 1 : 1;
  }

  /**
   * What the scores of DeepSeek's models are multiplied with: the square of that of {@code
   * mscale_all_dim}, as their own code has it for V2 and V3 (transformers 4.57 leaves it out for
   * V2).
   */
  static double sharpening(ConfigKeys keys) {
    String key = keys.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
    if (!keys.has(key)) {
      return 1;
    }
    ConfigKeys rope = keys.object(key);
    double scale = yarn(rope.positive("factor", 1), rope.number("mscale_all_dim").orElse(0));
    return scale * scale;
  }
}
