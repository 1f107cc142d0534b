package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.ggml.GgmlType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A GGUF file as a Hugging Face checkpoint: config.json and names of tensors as transformers has
 * them, rows in its order. Thread safe.
 */
public final class GgufModel {
  private static final String ARCHITECTURE = "general.architecture";
  private static final String EMBEDDING = "token_embd.weight";
  private static final String HEAD = "output.weight";

  private final GgufFile file;
  private final NavigableMap<String, GgufWeight> weights;
  private final JsonNode config;

  private GgufModel(GgufFile file, NavigableMap<String, GgufWeight> weights, JsonNode config) {
    this.file = file;
    this.weights = weights;
    this.config = config;
  }

  /**
   * Reads the header and checks what it claims.
   *
   * @param start the file's first bytes, as many as a header may have
   * @param fileBytes the file's length
   * @param bytes all of it
   * @throws CheckpointException if it is no sound GGUF file, or of a model that is not known
   */
  public static GgufModel read(Path file, ByteBuffer start, long fileBytes, GgufBytes bytes) {
    GgufHeader header = GgufHeader.read(file, start, fileBytes);
    GgufFile read = new GgufFile(file, header, new GgufDecoder(file, bytes));
    whole(read);
    try {
      Settings settings = settings(read);
      Architecture architecture = Architectures.find(settings.architecture()).orElseThrow();
      ObjectNode config = architecture.config(settings, read);
      common(config, read);
      NavigableMap<String, GgufWeight> weights = weights(read, architecture.names(settings));
      settings.nothingElse();
      return new GgufModel(read, weights, config);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CheckpointException(
          "Cannot read %s: %s (expected a model's tensors)".formatted(file, e.getMessage()), e);
    }
  }

  /** config.json, an object. */
  public JsonNode config() {
    return config;
  }

  /**
   * tokenizer.json, tokenizer_config.json and generation_config.json, made of the metadata anew
   * with every call; none where it has no tokenizer.
   *
   * @throws CheckpointException where its tokenizer is of a kind that is not known
   */
  public NavigableMap<String, JsonNode> documents() {
    return TokenizerDocuments.of(file);
  }

  /** Names of the tensors. */
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(weights.navigableKeySet());
  }

  /** Elements of one tensor. */
  public long elements(String name) {
    long elements = 1;
    for (long extent : weight(name).shape()) {
      elements *= extent;
    }
    return elements;
  }

  /** Bytes of the blocks that one tensor is made of. */
  public long storedBytes(String name) {
    GgmlType type = weight(name).source().type();
    return elements(name) / type.blockValues() * type.blockBytes();
  }

  /** Type and shape that {@link #tensor} gives it; reads nothing. */
  public Declared declared(String name) {
    GgufWeight weight = weight(name);
    return new Declared(name, GgufDecoder.dtype(weight), weight.shape().clone());
  }

  /**
   * The tensor: mapped where the file has it in float32, float16 or bfloat16 and in this order,
   * else decoded to float32, anew with every call.
   *
   * @throws CheckpointException if there is none of that name
   */
  public StoredTensor tensor(String name) {
    return file.decoder().tensor(weight(name));
  }

  private GgufWeight weight(String name) {
    GgufWeight weight = weights.get(name);
    if (weight == null) {
      throw file.refused(name, "no such tensor", "one of its " + weights.size());
    }
    return weight;
  }

  private static void whole(GgufFile file) {
    int pieces = file.metadata().path("split.count").asInt(1);
    if (pieces > 1) {
      throw file.refused(
          "split.count", String.valueOf(pieces), "one file, merged by llama-gguf-split");
    }
  }

  private static Settings settings(GgufFile file) {
    JsonNode architecture = file.metadata().path(ARCHITECTURE);
    if (!architecture.isTextual() || Architectures.find(architecture.textValue()).isEmpty()) {
      throw file.refused(
          ARCHITECTURE,
          architecture.isMissingNode() ? "missing" : architecture.toString(),
          "one of " + Architectures.names());
    }
    return new Settings(file.file(), file.metadata(), architecture.textValue());
  }

  /** What config.json says of every model alike. */
  private static void common(ObjectNode config, GgufFile file) {
    GgufTensor embedding = file.tensors().get(EMBEDDING);
    if (embedding == null || embedding.shape().length != 2) {
      throw file.refused(EMBEDDING, "missing", "a matrix of embeddings");
    }
    config.put("vocab_size", Math.toIntExact(embedding.rows()));
    config.put("tie_word_embeddings", !file.has(HEAD));
    config.put("torch_dtype", dtype(file));
    TokenIds ids = TokenIds.of(file);
    ids.bos().ifPresent(id -> config.put("bos_token_id", id));
    ids.eos().ifPresent(id -> config.put("eos_token_id", id));
  }

  /** The type that all matrices have, where it is one that is computed with. */
  private static String dtype(GgufFile file) {
    List<GgmlType> types =
        file.tensors().values().stream()
            .filter(tensor -> tensor.shape().length > 1)
            .map(GgufTensor::type)
            .distinct()
            .toList();
    if (types.equals(List.of(GgmlType.BF16))) {
      return "bfloat16";
    }
    return types.equals(List.of(GgmlType.F16)) ? "float16" : "float32";
  }

  private static NavigableMap<String, GgufWeight> weights(GgufFile file, Names names) {
    NavigableMap<String, GgufWeight> weights = new TreeMap<>();
    for (Map.Entry<String, GgufTensor> entry : file.tensors().entrySet()) {
      List<GgufWeight> made =
          names
              .of(entry.getValue())
              .orElseThrow(
                  () -> file.refused(entry.getKey(), "unknown tensor", "one that its model has"));
      for (GgufWeight weight : made) {
        if (weights.put(weight.name(), weight) != null) {
          throw file.refused(entry.getKey(), "a second " + weight.name(), "each once");
        }
      }
    }
    return weights;
  }
}
