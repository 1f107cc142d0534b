package io.quantgrid.core.stored;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.Optional;

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
    return Method.of(config).activations();
  }
}
