package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.RopeScaling;
import java.util.OptionalInt;

/** Reads the rotary keys: flat, or under {@code rope_parameters} as newer files have them. */
final class RopeKeys {
  private static final String TYPES = "expected one of default, linear, llama3, yarn";

  private RopeKeys() {}

  static double theta(ConfigKeys keys, double ifMissing) {
    ConfigKeys holder = keys.has("rope_parameters") ? keys.object("rope_parameters") : keys;
    return holder.positive("rope_theta", ifMissing);
  }

  static RopeScaling scaling(ConfigKeys keys, OptionalInt maxLength) {
    String key = keys.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
    if (!keys.has(key)) {
      return new RopeScaling.None();
    }
    ConfigKeys rope = keys.object(key);
    rope.only("partial_rotary_factor", "1.0");
    String type = rope.text("rope_type").or(() -> rope.text("type")).orElse("");
    return switch (type) {
      case "default" -> new RopeScaling.None();
      case "linear" -> new RopeScaling.Linear(rope.positive("factor"));
      case "llama3" -> llama3(rope);
      case "yarn" -> yarn(rope, maxLength);
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

  private static RopeScaling yarn(ConfigKeys rope, OptionalInt maxLength) {
    rope.only("mscale", "1.0");
    rope.only("mscale_all_dim", "0.0");
    int original =
        rope.has("original_max_position_embeddings") || maxLength.isEmpty()
            ? rope.count("original_max_position_embeddings")
            : maxLength.getAsInt();
    return new RopeScaling.Yarn(
        rope.positive("factor"),
        original,
        rope.positive("beta_fast", 32),
        rope.positive("beta_slow", 1),
        rope.optionalPositive("attention_factor"),
        rope.flag("truncate", true));
  }
}
