package io.quantgrid.core.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What adapter_config.json of PEFT says, as far as merging takes it.
 *
 * @param rank columns of B, rows of A
 * @param scaling factor of B A: alpha / r, or alpha / sqrt(r) with use_rslora (arXiv 2312.03732)
 * @param targets names, or last parts of names, of the modules that are adapted; one regular
 *     expression is not checked, and empty here
 * @param transposed whether the model's weights are {@code [in, out]} (fan_in_fan_out)
 * @param pooling how columns of A that stand for groups of inputs count
 */
record LoraConfig(
    int rank, double scaling, List<String> targets, boolean transposed, Pooling pooling) {
  /** Keys of kinds of adapters that compute something else. */
  private static final Map<String, String> OTHER_KINDS =
      new TreeMap<>(
          Map.of(
              "use_dora", "DoRA",
              "lora_bias", "LoRA with bias",
              "rank_pattern", "LoRA with ranks by pattern",
              "alpha_pattern", "LoRA with alphas by pattern",
              "modules_to_save", "modules trained whole",
              "trainable_token_indices", "tokens trained whole",
              "target_parameters", "LoRA on bare parameters",
              "layer_replication", "replicated layers",
              "use_bdlora", "block-diagonal LoRA"));

  /** How inputs of a group become one (QA-LoRA, arXiv 2309.14717). */
  enum Pooling {
    /** Their sum, as the paper's algorithm 1 has it. */
    SUM,
    /** Their mean times the number of groups, as PEFT's use_qalora has it. */
    MEAN_TIMES_GROUPS
  }

  LoraConfig {
    targets = List.copyOf(targets);
  }

  /**
   * @param source for messages
   * @throws AdapterException naming the key
   */
  static LoraConfig read(JsonNode json, String source) {
    String kind = json.path("peft_type").asText("");
    if (!kind.equals("LORA")) {
      throw wrong(source, "peft_type: " + (kind.isEmpty() ? "missing" : kind), "LORA");
    }
    OTHER_KINDS.forEach(
        (key, name) -> {
          if (isSet(json.path(key))) {
            throw wrong(source, key + ": " + json.path(key) + " (" + name + ")", "plain LoRA");
          }
        });
    if (!json.path("bias").asText("none").equals("none")) {
      throw wrong(source, "bias: " + json.path("bias"), "none");
    }
    int rank = json.path("r").asInt();
    double alpha = json.path("lora_alpha").asDouble(Double.NaN);
    if (!json.path("r").isInt() || rank < 1) {
      throw wrong(source, "r: " + json.path("r"), "a whole number from 1");
    }
    if (!Double.isFinite(alpha)) {
      throw wrong(source, "lora_alpha: " + json.path("lora_alpha"), "a number");
    }
    List<String> targets = new ArrayList<>();
    json.path("target_modules").forEach(name -> targets.add(name.asText()));
    double divisor = json.path("use_rslora").asBoolean() ? Math.sqrt(rank) : rank;
    return new LoraConfig(
        rank,
        alpha / divisor,
        targets,
        json.path("fan_in_fan_out").asBoolean(),
        json.path("use_qalora").asBoolean() ? Pooling.MEAN_TIMES_GROUPS : Pooling.SUM);
  }

  private static boolean isSet(JsonNode value) {
    boolean off = value.isBoolean() && !value.booleanValue();
    boolean empty = value.isContainerNode() && value.isEmpty();
    return !value.isMissingNode() && !value.isNull() && !off && !empty;
  }

  private static AdapterException wrong(String source, String what, String expected) {
    return new AdapterException(
        "Cannot read adapter %s: %s (expected %s)".formatted(source, what, expected));
  }
}
