package io.quantgrid.core.model.family;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.ModelException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The families by {@code model_type}: one line each. */
public final class Families {
  private static final List<Family> ALL =
      List.of(
          new Llama(),
          new Mistral(),
          new Mixtral(),
          new Qwen(),
          new QwenMoe(),
          new DeepSeek(),
          new GptOss(),
          new Olmo2(),
          new Granite(),
          new Gemma(),
          new Gemma2(),
          new Gemma3(),
          new Phi3(),
          new Glm(),
          new ChatGlm(),
          new GptNeox(),
          new GptJ(),
          new Phi(),
          new StableLm(),
          new StarCoder2(),
          new Cohere(),
          new Falcon(),
          new Bloom(),
          new Opt(),
          new Gpt2(),
          new Mamba(),
          new Mamba2());

  private static final Map<String, Family> BY_NAME = byName();

  private Families() {}

  private static Map<String, Family> byName() {
    Map<String, Family> families = new TreeMap<>();
    for (Family family : ALL) {
      for (String name : family.names()) {
        if (families.put(name, family) != null) {
          throw new IllegalStateException(
              "Cannot have two families of one name: " + name + " (expected one)");
        }
      }
    }
    return families;
  }

  /**
   * Reads and checks a configuration.
   *
   * @param fileName what errors call the file
   * @throws ModelException naming every key that is missing, mistyped, out of range, unknown, or
   *     asks for something that is not supported
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
              .formatted(fileName, json.path("model_type"), names()));
    }
    ModelConfig config = family.get().read(keys);
    List<String> problems = keys.allProblems();
    if (!problems.isEmpty()) {
      throw new ModelException("Cannot read " + fileName + ": " + String.join("; ", problems));
    }
    return config;
  }

  private static Optional<Family> find(String modelType) {
    return Optional.ofNullable(BY_NAME.get(modelType));
  }

  /** All supported {@code model_type}s. */
  public static SortedSet<String> names() {
    return new TreeSet<>(BY_NAME.keySet());
  }

  /** Published models that are known to load, by the {@code model_type} of their configuration. */
  public static Map<String, List<String>> models() {
    Map<String, List<String>> models = new TreeMap<>();
    BY_NAME.forEach((name, family) -> models.put(name, family.models()));
    return models;
  }
}
