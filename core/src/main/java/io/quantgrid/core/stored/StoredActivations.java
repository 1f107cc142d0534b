package io.quantgrid.core.stored;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * How the inputs of quantized layers are to be rounded by a checkpoint's own {@code
 * quantization_config}: what a model that comes quantized computes with.
 */
public final class StoredActivations {
  private StoredActivations() {}

  /**
   * @param config the {@code quantization_config}; not an object when nothing is quantized
   * @return empty when inputs stay as they are
   * @throws ModelException when layers differ, or a scheme is not understood
   */
  public static Optional<Scheme> of(JsonNode config) {
    Set<Optional<Scheme>> found = new LinkedHashSet<>();
    for (JsonNode group : config.path("config_groups")) {
      found.add(scheme(group.path("input_activations")));
    }
    for (ModuleEntry entry : ModuleEntries.read(config).all()) {
      entry.form().ifPresent(form -> found.add(form.activations()));
    }
    if (found.size() > 1) {
      throw new ModelException(
          "Cannot read quantized activations: modules round inputs as %s (expected all alike)"
              .formatted(found));
    }
    return found.stream().flatMap(Optional::stream).findFirst();
  }

  private static Optional<Scheme> scheme(JsonNode arguments) {
    if (!arguments.isObject()) {
      return Optional.empty();
    }
    try {
      return Optional.of(SchemeArguments.readActivations(arguments));
    } catch (IllegalArgumentException e) {
      throw new ModelException(
          "Cannot read quantized activations: %s (expected arguments of compressed-tensors)"
              .formatted(e.getMessage()),
          e);
    }
  }
}
