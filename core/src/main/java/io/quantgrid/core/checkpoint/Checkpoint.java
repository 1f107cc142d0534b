package io.quantgrid.core.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A model's folder as Hugging Face lays it out: config.json and safetensors, either {@code
 * model.safetensors}, or the shards that {@code model.safetensors.index.json} names, or else every
 * {@code *.safetensors} there. Weights are memory-mapped, so opening is cheap. Thread safe.
 */
public final class Checkpoint implements AutoCloseable {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final JsonNode config;
  private final List<Safetensors> files;
  private final NavigableMap<String, Safetensors> tensors;

  private Checkpoint(
      JsonNode config, List<Safetensors> files, NavigableMap<String, Safetensors> tensors) {
    this.config = config;
    this.files = List.copyOf(files);
    this.tensors = tensors;
  }

  /**
   * Opens the folder's weights and configuration and checks all headers.
   *
   * @throws CheckpointException if anything is missing or unsound
   */
  public static Checkpoint open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new CheckpointException(
          "Cannot read %s: %s (expected a model's folder)"
              .formatted(folder, Files.exists(folder) ? "not a folder" : "no such folder"));
    }
    JsonNode config = JsonFile.object(ModelFolder.file(folder, "config.json"));
    List<Safetensors> opened = new ArrayList<>();
    NavigableMap<String, Safetensors> tensors = new TreeMap<>();
    boolean complete = false;
    try {
      if (!Files.exists(folder.resolve(SINGLE)) && Files.exists(folder.resolve(INDEX))) {
        indexed(folder, opened, tensors);
      } else {
        for (Path file : weightFiles(folder)) {
          all(file, opened, tensors);
        }
      }
      complete = true;
      return new Checkpoint(config, opened, tensors);
    } finally {
      if (!complete) {
        opened.forEach(Safetensors::close);
      }
    }
  }

  /** Names of the tensors of all files. */
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(tensors.navigableKeySet());
  }

  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /**
   * The tensor, mapped, not copied.
   *
   * @throws CheckpointException if there is none of that name
   */
  public StoredTensor tensor(String name) {
    Safetensors file = tensors.get(name);
    if (file == null) {
      throw new CheckpointException(
          "Cannot read tensor: %s (expected one of the checkpoint's %d)"
              .formatted(name, tensors.size()));
    }
    return file.tensor(name);
  }

  /** config.json, an object. */
  public JsonNode config() {
    return config;
  }

  /** Elements of all stored tensors. */
  public long parameters() {
    return tensors.entrySet().stream()
        .mapToLong(e -> e.getValue().elements(e.getKey()))
        .reduce(0, Math::addExact);
  }

  /**
   * Closes the files. Tensors handed out before stay readable; their memory is released when the
   * last of them is garbage. A file that someone cuts short while its tensors are read ends in an
   * {@link InternalError} of the virtual machine, as all mapped files do.
   */
  @Override
  public void close() {
    files.forEach(Safetensors::close);
  }

  /**
   * The files that hold the folder's weights, by the rules above, sorted.
   *
   * @throws CheckpointException if there are none
   */
  static List<Path> weightFiles(Path folder) {
    if (Files.exists(folder.resolve(SINGLE))) {
      return List.of(ModelFolder.file(folder, SINGLE));
    }
    if (Files.exists(folder.resolve(INDEX))) {
      return index(folder).values().stream()
          .distinct()
          .sorted()
          .map(name -> ModelFolder.file(folder, name))
          .toList();
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.safetensors")) {
      for (Path entry : entries) {
        found.add(ModelFolder.file(folder, entry.getFileName().toString()));
      }
    } catch (IOException e) {
      throw JsonFile.unreadable(folder, "a readable folder", e);
    }
    if (found.isEmpty()) {
      throw new CheckpointException(
          "Cannot read %s: no *.safetensors (expected %s, %s or shards)"
              .formatted(folder, SINGLE, INDEX));
    }
    Collections.sort(found);
    return found;
  }

  private static void all(
      Path file, List<Safetensors> opened, NavigableMap<String, Safetensors> tensors) {
    Safetensors shard = Safetensors.open(file);
    opened.add(shard);
    for (String name : shard.names()) {
      if (tensors.put(name, shard) != null) {
        throw new CheckpointException(
            "Cannot read %s: tensor %s (expected a name that no other file has)"
                .formatted(file, name));
      }
    }
  }

  private static void indexed(
      Path folder, List<Safetensors> opened, NavigableMap<String, Safetensors> tensors) {
    Map<String, Safetensors> shards = new HashMap<>();
    for (Map.Entry<String, String> entry : index(folder).entrySet()) {
      String name = entry.getKey();
      Safetensors shard = shards.get(entry.getValue());
      if (shard == null) {
        shard = Safetensors.open(ModelFolder.file(folder, entry.getValue()));
        opened.add(shard);
        shards.put(entry.getValue(), shard);
      }
      if (!shard.has(name)) {
        throw new CheckpointException(
            "Cannot read %s: tensor %s (expected in %s, which lacks it)"
                .formatted(folder.resolve(INDEX), name, entry.getValue()));
      }
      tensors.put(name, shard);
    }
  }

  /** The index's map of tensor names to file names. Tensors it does not name are not used. */
  private static NavigableMap<String, String> index(Path folder) {
    Path file = ModelFolder.file(folder, INDEX);
    JsonNode map = JsonFile.object(file).path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw new CheckpointException(
          "Cannot read %s: weight_map %s (expected tensor names with file names)"
              .formatted(file, map.isMissingNode() ? "missing" : map.getNodeType()));
    }
    NavigableMap<String, String> names = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      if (!entry.getValue().isTextual()) {
        throw new CheckpointException(
            "Cannot read %s: weight_map.%s %s (expected a file name)"
                .formatted(file, entry.getKey(), entry.getValue().getNodeType()));
      }
      names.put(entry.getKey(), entry.getValue().textValue());
    }
    return names;
  }
}
