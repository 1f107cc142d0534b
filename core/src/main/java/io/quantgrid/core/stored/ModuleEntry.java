package io.quantgrid.core.stored;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What quantgrid's own key of a configuration says of a module, for which compressed-tensors has no
 * words.
 *
 * <pre>
 * {"form": {...}, "bias": true, "outlier_threshold": 6.0}      each only where there is one
 * </pre>
 *
 * @param form what its weight is stored as, where that is no {@link Layout}
 * @param bias whether {@code MODULE.bias} is to be added to its outputs, in a model without biases
 * @param outlierThreshold magnitude from which entries of its input stay as they are (LLM.int8())
 */
public record ModuleEntry(Optional<FormEntry> form, Bias bias, OptionalDouble outlierThreshold) {
  private static final String FORM = "form";
  private static final String BIAS = "bias";
  private static final String OUTLIER_THRESHOLD = "outlier_threshold";

  /** Whether a module has a bias that its model's configuration does not know of. */
  public enum Bias {
    NONE,
    ADDED
  }

  static final ModuleEntry EMPTY =
      new ModuleEntry(Optional.empty(), Bias.NONE, OptionalDouble.empty());

  boolean isEmpty() {
    return equals(EMPTY);
  }

  ObjectNode json() {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    form.ifPresent(entry -> out.set(FORM, entry.json()));
    if (bias == Bias.ADDED) {
      out.put(BIAS, true);
    }
    outlierThreshold.ifPresent(threshold -> out.put(OUTLIER_THRESHOLD, threshold));
    return out;
  }

  /**
   * @throws IllegalArgumentException when it is not understood
   */
  static ModuleEntry read(JsonNode json) {
    JsonNode threshold = json.path(OUTLIER_THRESHOLD);
    return new ModuleEntry(
        json.has(FORM) ? Optional.of(FormEntry.read(json.get(FORM))) : Optional.empty(),
        json.path(BIAS).asBoolean(false) ? Bias.ADDED : Bias.NONE,
        threshold.isNumber() ? OptionalDouble.of(threshold.doubleValue()) : OptionalDouble.empty());
  }
}
