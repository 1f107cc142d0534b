package io.quantgrid.core.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.kernels.tensor.DType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a checkpoint's config.json says about the computation.
 *
 * @param family the {@code model_type}
 * @param hidden width of the residual stream
 * @param kvHeads heads of keys and values; divides {@code heads}
 * @param intermediate width of the gated MLP
 * @param maxLength longest text the model is made for, in tokens, where the file says so
 * @param ropeTheta base of the rotary frequencies
 * @param slidingWindow how many tokens a query sees, itself included; empty for all before it
 * @param tiedEmbeddings whether the head is the embedding table
 * @param bos the token that starts a text, if named
 * @param eos the tokens that end a text
 * @param storedType the type of the stored weights, as the file says; float32 when it does not
 */
public record ModelConfig(
    String family,
    int hidden,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    int intermediate,
    int vocabulary,
    OptionalInt maxLength,
    double rmsNormEps,
    double ropeTheta,
    RopeScaling ropeScaling,
    OptionalInt slidingWindow,
    boolean tiedEmbeddings,
    OptionalInt bos,
    List<Integer> eos,
    DType storedType) {

  public ModelConfig {
    eos = List.copyOf(eos);
  }

  /**
   * Reads and checks a configuration.
   *
   * @param fileName what errors call the file
   * @throws ModelException naming every key that is missing, mistyped, out of range or asks for
   *     something that is not supported
   */
  public static ModelConfig read(JsonNode json, String fileName) {
    if (!json.isObject()) {
      throw new ModelException("Cannot read " + fileName + ": not an object (expected {...})");
    }
    ConfigKeys keys = new ConfigKeys(json);
    Optional<Family> family = keys.text("model_type").flatMap(Families::find);
    if (family.isEmpty()) {
      throw new ModelException(
          "Cannot read %s: model_type is %s (expected one of %s)"
              .formatted(fileName, json.path("model_type"), Families.names()));
    }
    ModelConfig config = family.get().read(keys);
    if (!keys.problems().isEmpty()) {
      throw new ModelException(
          "Cannot read " + fileName + ": " + String.join("; ", keys.problems()));
    }
    return config;
  }
}
