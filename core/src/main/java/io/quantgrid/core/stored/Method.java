package io.quantgrid.core.stored;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.kernels.form.WeightForm;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.List;
import java.util.Optional;

/**
 * How the quantized modules of a checkpoint are stored, by the tool that made it, whose name stands
 * in {@code quantization_config.quant_method}. docs/checkpoints.md draws them.
 */
sealed interface Method permits CompressedTensors, GptqMethod, AwqMethod, Fp8Method, Mxfp4Method {
  /** What {@code quant_method} may say, for errors. */
  List<String> NAMES =
      List.of(
          "compressed-tensors",
          QuantizationConfig.OWN,
          "gptq",
          "awq",
          Fp8Method.NAME,
          Mxfp4Method.NAME);

  /** Whether a module's weight is quantized, by the tensors that it has. */
  boolean holds(StoredParts stored);

  /**
   * A quantized weight.
   *
   * @throws IllegalArgumentException when its tensors do not match
   */
  WeightForm read(StoredParts stored);

  /** Elements of a weight of which there is no tensor by its own name. */
  long elements(StoredParts stored);

  /** How inputs of quantized modules are rounded; empty when they stay as they are. */
  Optional<Scheme> activations();

  /**
   * @param config the {@code quantization_config}; not an object when nothing is quantized
   * @throws ModelException when it names another method, or a kind of one that is not known
   */
  static Method of(JsonNode config) {
    String name = config.path("quant_method").asText("compressed-tensors");
    return switch (name) {
      case "compressed-tensors", QuantizationConfig.OWN -> CompressedTensors.read(config);
      case "gptq" -> GptqMethod.read(config);
      case "awq" -> AwqMethod.read(config);
      case Fp8Method.NAME -> Fp8Method.read(config);
      case Mxfp4Method.NAME -> Mxfp4Method.read(config);
      default -> throw unknown("quant_method", name, String.join(", ", NAMES));
    };
  }

  /** The refusal of a configuration's value. */
  static ModelException unknown(String key, String value, String expected) {
    return new ModelException(
        "Cannot read quantized weights: quantization_config.%s %s (expected %s)"
            .formatted(key, value.isEmpty() ? "missing" : value, expected));
  }
}
