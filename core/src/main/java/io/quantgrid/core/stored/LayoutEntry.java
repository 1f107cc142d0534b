package io.quantgrid.core.stored;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.Optional;

/**
 * What {@code config_groups} say of a module whose weight lies in a {@link Layout}.
 *
 * @param scheme of the weight, as applied
 * @param activations how its input is rounded
 */
public record LayoutEntry(
    Layout layout, Scheme scheme, ColumnOrder order, Optional<Scheme> activations) {
  /** In which order columns were quantized, as {@code actorder} says. */
  public enum ColumnOrder {
    /** As they stand, or nobody has to know. */
    NONE,
    /** By their inputs; groups are of consecutive columns all the same. */
    STATIC,
    /** By their inputs, and groups follow that order: {@code weight_g_idx}. */
    GROUP
  }

  /** The same for modules of one group. */
  String key() {
    return scheme.canonical()
        + " "
        + layout.name()
        + " "
        + order
        + activations.map(inputs -> " " + inputs.canonical()).orElse("");
  }

  /** The group, without targets where {@code targets} is to be filled. */
  ObjectNode json() {
    ObjectNode group = JsonNodeFactory.instance.objectNode();
    group.put("format", layout.name());
    if (activations.isPresent()) {
      group.set("input_activations", SchemeArguments.activations(layout, activations.get()));
    } else {
      group.putNull("input_activations");
    }
    group.putNull("output_activations");
    group.putArray("targets");
    group.set("weights", SchemeArguments.weights(layout, scheme, order));
    return group;
  }
}
