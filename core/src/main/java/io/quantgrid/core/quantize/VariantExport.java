package io.quantgrid.core.quantize;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Makes a variant's folder into one for other tools: vLLM, transformers. */
public final class VariantExport {
  private static final String CONFIG = "config.json";
  private static final String METHOD = "quant_method";
  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";

  private VariantExport() {}

  /**
   * Copies a variant that compressed-tensors can express, without quantgrid's own files.
   *
   * @throws IllegalArgumentException when it cannot
   * @throws CheckpointException when a file cannot be read or written
   */
  public static void compressed(Path variant, Path out) {
    try (Checkpoint checkpoint = Checkpoint.open(variant)) {
      String method = checkpoint.config().path("quantization_config").path(METHOD).asText("");
      if (!method.equals("compressed-tensors")) {
        throw new IllegalArgumentException(
            ("Cannot export %s as compressed-tensors: its format or method has no words there,"
                    + " quant_method is %s (expected one that has, or dequantized weights)")
                .formatted(variant, method.isEmpty() ? "missing" : method));
      }
    }
    copy(variant, out, "*.{json,jinja,model,txt,safetensors}", VariantSummary.FILE);
  }

  /**
   * Writes the values that quantized weights stand for as a plain checkpoint: any tool computes
   * with them what quantgrid computes when it simulates, but for activations and KV entries.
   *
   * @param dtype of the weights; float32 is exact
   * @throws IllegalArgumentException when layers have biases that the model's configuration has not
   * @throws CheckpointException when a file cannot be read or written
   */
  public static void dequantized(Engine engine, Path variant, DType dtype, Path out) {
    try (Checkpoint checkpoint = Models.open(variant)) {
      ModelConfig config = Models.config(checkpoint.config(), variant.resolve(CONFIG).toString());
      VariantWeights weights = new VariantWeights(engine, checkpoint);
      SortedSet<String> names = plainNames(checkpoint, config, weights);
      List<Declared> declared = new ArrayList<>();
      for (String name : names) {
        long[] shape =
            weights.isQuantized(name)
                ? shape(engine, weights, name)
                : checkpoint.tensor(name).shape();
        declared.add(new Declared(name, dtype, shape));
      }
      Files.createDirectories(out);
      try (SafetensorsWriter writer =
          SafetensorsWriter.create(
              out.resolve("model.safetensors"), Map.of("format", "pt"), declared)) {
        for (Declared tensor : declared) {
          writer.write(plain(engine, weights, tensor));
        }
        writer.commit();
      }
      ObjectNode plain = checkpoint.config().deepCopy();
      plain.remove("quantization_config");
      String key = plain.has("dtype") ? "dtype" : "torch_dtype";
      plain.put(key, dtype.name().toLowerCase(Locale.ROOT));
      copy(variant, out, "*.{json,jinja,model,txt}", VariantSummary.FILE);
      Files.writeString(out.resolve(CONFIG), VariantSummary.json(plain));
    } catch (IOException e) {
      throw failed(out, e);
    }
  }

  /** Weights by the names that they have in a plain checkpoint. */
  private static SortedSet<String> plainNames(
      Checkpoint checkpoint, ModelConfig config, VariantWeights weights) {
    List<String> modules = new ArrayList<>(Models.linearWeights(config));
    modules.add(Models.outside(config).head());
    modules.add(Models.outside(config).embedding());
    Set<String> biases = new HashSet<>();
    Models.blocks(config).forEach(block -> biases.addAll(block.biases().values()));
    SortedSet<String> names = new TreeSet<>();
    SortedSet<String> others = new TreeSet<>(checkpoint.names());
    for (String name : modules) {
      if (weights.isQuantized(name)) {
        String module = name.substring(0, name.length() - WEIGHT.length());
        boolean known = biases.contains(module + BIAS);
        if (checkpoint.has(module + BIAS) && !known) {
          throw new IllegalArgumentException(
              "Cannot export %s%s: the model's configuration knows no such bias (expected a method"
                      .formatted(module, BIAS)
                  + " without bias_correction)");
        }
        others.removeIf(other -> other.startsWith(module + ".") && !biases.contains(other));
        names.add(name);
      }
    }
    names.addAll(others);
    return names;
  }

  @SuppressWarnings("try") // scopes free what is made while they are open
  private static long[] shape(Engine engine, VariantWeights weights, String name) {
    try (Scope scope = engine.scope()) {
      return weights.weight(name, DType.FLOAT32).shape();
    }
  }

  @SuppressWarnings("try") // scopes free what is made while they are open
  private static StoredTensor plain(Engine engine, VariantWeights weights, Declared tensor) {
    try (Scope scope = engine.scope()) {
      Tensor values = weights.weight(tensor.name(), tensor.dtype());
      return StoredTensor.of(tensor.name(), tensor.dtype(), engine.toBytes(values), tensor.shape());
    }
  }

  private static void copy(Path from, Path to, String glob, String without) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from, glob)) {
      Files.createDirectories(to);
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!name.equals(without) && Files.isRegularFile(file)) {
          Files.copy(file, to.resolve(name));
        }
      }
    } catch (IOException e) {
      throw failed(to, e);
    }
  }

  private static CheckpointException failed(Path out, IOException e) {
    return new CheckpointException(
        "Cannot export to %s: %s (expected a new folder that can be written)".formatted(out, e), e);
  }
}
