package io.quantgrid.core.stored;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.kernels.form.ColumnGroups;
import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.form.WeightForm;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Modules in the layouts of compressed-tensors and quantgrid, {@link Layout}.
 *
 * @param activations as {@code config_groups} and quantgrid's own key say for each module
 */
record CompressedTensors(WeightSchemes schemes, Set<Optional<Scheme>> rounding) implements Method {
  static CompressedTensors read(JsonNode config) {
    Set<Optional<Scheme>> found = new LinkedHashSet<>();
    for (JsonNode group : config.path("config_groups")) {
      found.add(scheme(group.path("input_activations")));
    }
    for (ModuleEntry entry : ModuleEntries.read(config).all()) {
      entry.form().ifPresent(form -> found.add(form.activations()));
    }
    return new CompressedTensors(WeightSchemes.read(config), found);
  }

  @Override
  public boolean holds(StoredParts stored) {
    return stored.has(Part.SCALE);
  }

  @Override
  public WeightForm read(StoredParts stored) {
    WeightSchemes.Stored how = schemes.of(stored.module());
    QuantizedMatrix matrix = how.layout().read(stored, how.scheme());
    return stored.has(Part.COLUMN_GROUPS)
        ? new ColumnGroups(matrix, StoredFloats.readIntegers(stored.get(Part.COLUMN_GROUPS)))
        : new Plain(matrix);
  }

  /** By the shape that stands beside it, or two to a byte. */
  @Override
  public long elements(StoredParts stored) {
    if (stored.has(Part.SHAPE)) {
      int[] shape = stored.shape();
      return (long) shape[0] * shape[1];
    }
    return 2 * stored.get(Part.PACKED).elements();
  }

  @Override
  public Optional<Scheme> activations() {
    if (rounding.size() > 1) {
      throw new ModelException(
          "Cannot read quantized activations: modules round inputs as %s (expected all alike)"
              .formatted(rounding));
    }
    return rounding.stream().flatMap(Optional::stream).findFirst();
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
