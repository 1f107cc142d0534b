package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Optional;

/** The base and the scaling of rotary frequencies, as config.json has them. */
final class RopeScales {
  /** Llama 3.1 and later: what every model of it says beside its factor. */
  private static final double LOW = 1;

  private static final double HIGH = 4;
  private static final int ORIGINAL = 8192;

  /** Float32 factors against double ones. */
  private static final double TOLERANCE = 1e-5;

  private static final String DIVISORS = "rope_freqs.weight";

  private RopeScales() {}

  /** Adds rope_theta and, where the file asks for one, rope_scaling. */
  static void add(ObjectNode config, Settings settings) {
    config.put("rope_theta", settings.optionalNumber("rope.freq_base").orElse(10_000));
    String type = settings.text("rope.scaling.type").orElse("none");
    double linear = settings.optionalNumber("rope.scale_linear").orElse(1);
    switch (type) {
      case "none" -> {
        settings.optionalNumber("rope.scaling.factor");
        if (linear != 1) {
          scaling("linear", linear).ifPresent(node -> config.set("rope_scaling", node));
        }
      }
      case "linear" ->
          scaling("linear", settings.number("rope.scaling.factor"))
              .ifPresent(node -> config.set("rope_scaling", node));
      case "yarn" -> config.set("rope_scaling", yarn(settings));
      case "longrope" -> {} // Phi-3's, by tensors
      default -> throw settings.refused("rope.scaling.type", type, "one of none, linear, yarn");
    }
  }

  private static ObjectNode yarn(Settings settings) {
    ObjectNode yarn = scaling("yarn", settings.number("rope.scaling.factor")).orElseThrow();
    yarn.put(
        "original_max_position_embeddings", settings.count("rope.scaling.original_context_length"));
    settings
        .optionalNumber("rope.scaling.yarn_beta_fast")
        .ifPresent(beta -> yarn.put("beta_fast", beta));
    settings
        .optionalNumber("rope.scaling.yarn_beta_slow")
        .ifPresent(beta -> yarn.put("beta_slow", beta));
    return yarn;
  }

  private static Optional<ObjectNode> scaling(String type, double factor) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    return Optional.of(node.put("rope_type", type).put("factor", factor));
  }

  /** Adds the scaling that a file has as {@code rope_freqs.weight}, where there is one. */
  static void addDivisors(ObjectNode config, GgufFile file) {
    if (!file.has(DIVISORS)) {
      return;
    }
    float[] divisors = file.values(DIVISORS);
    int headDim = config.path("head_dim").intValue();
    double theta = config.path("rope_theta").doubleValue();
    if (config.has("rope_scaling") || divisors.length * 2 != headDim) {
      throw file.refused(
          DIVISORS, divisors.length + " numbers", headDim / 2 + ", and no other scaling");
    }
    config.set(
        "rope_scaling",
        llama3(divisors, theta)
            .orElseThrow(
                () ->
                    file.refused(
                        DIVISORS, Arrays.toString(divisors), "a scaling as Llama 3.1 has it")));
  }

  /**
   * Llama 3's scaling, which a file has as the numbers {@code rope_freqs.weight} that divide the
   * frequencies.
   *
   * @return empty where no scaling of that kind has these numbers
   */
  static Optional<ObjectNode> llama3(float[] divisors, double theta) {
    double factor = 1;
    for (float divisor : divisors) {
      factor = Math.max(factor, divisor);
    }
    for (int pair = 0; pair < divisors.length; pair++) {
      double expected = divisor(pair, divisors.length, theta, factor);
      if (!(Math.abs(divisors[pair] - expected) <= TOLERANCE * expected)) {
        return Optional.empty();
      }
    }
    return scaling("llama3", factor)
        .map(
            node ->
                node.put("low_freq_factor", LOW)
                    .put("high_freq_factor", HIGH)
                    .put("original_max_position_embeddings", ORIGINAL));
  }

  private static double divisor(int pair, int pairs, double theta, double factor) {
    double wavelength = 2 * Math.PI * Math.pow(theta, (double) pair / pairs);
    double turns = ORIGINAL / wavelength;
    if (turns > HIGH) {
      return 1;
    }
    if (turns < LOW) {
      return factor;
    }
    double smooth = (turns - LOW) / (HIGH - LOW);
    return 1 / ((1 - smooth) / factor + smooth);
  }
}
