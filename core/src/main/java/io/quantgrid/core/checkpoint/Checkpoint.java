package io.quantgrid.core.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A model's folder as Hugging Face lays it out: config.json and weights. The weights are of the
 * first format that the folder has any of (safetensors, then what {@link WeightFormat} lists):
 * either the single file of the usual name ({@code model.safetensors}), or the shards that its
 * index names ({@code model.safetensors.index.json}), or else every file of that format. They are
 * memory-mapped, so opening is cheap. A GGUF file, alone in a folder or named itself, is a whole
 * checkpoint: its configuration and the names of its tensors are put in the terms of Hugging Face,
 * and quantized tensors are decoded when they are asked for. Thread safe.
 */
public final class Checkpoint implements AutoCloseable {
  private final JsonNode config;
  private final List<WeightFile> files;
  private final NavigableMap<String, WeightFile> tensors;

  private Checkpoint(
      JsonNode config, List<WeightFile> files, NavigableMap<String, WeightFile> tensors) {
    this.config = config;
    this.files = files;
    this.tensors = tensors;
  }

  /**
   * Opens the folder's weights and configuration and checks all headers.
   *
   * @throws CheckpointException if anything is missing or unsound
   */
  public static Checkpoint open(Path folder) {
    if (!Files.isDirectory(folder) && !WeightFiles.isModel(folder)) {
      throw new CheckpointException(
          "Cannot read %s: %s (expected a model's folder)"
              .formatted(folder, Files.exists(folder) ? "not a folder" : "no such folder"));
    }
    WeightFiles found = WeightFiles.of(folder);
    Map<Path, WeightFile> opened = new HashMap<>();
    boolean complete = false;
    try {
      for (Path file : found.files()) {
        opened.put(file, found.format().open(file));
      }
      List<WeightFile> files = List.copyOf(opened.values());
      Optional<JsonNode> own = files.stream().flatMap(file -> file.config().stream()).findFirst();
      JsonNode config =
          own.orElseGet(() -> JsonFile.object(ModelFolder.file(folder, "config.json")));
      Checkpoint checkpoint =
          new Checkpoint(
              config, files, found.shards().isEmpty() ? all(opened) : indexed(found, opened));
      complete = true;
      return checkpoint;
    } finally {
      if (!complete) {
        opened.values().forEach(WeightFile::close);
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
    return file(name).tensor(name);
  }

  private WeightFile file(String name) {
    WeightFile file = tensors.get(name);
    if (file == null) {
      throw new CheckpointException(
          "Cannot read tensor: %s (expected one of the checkpoint's %d)"
              .formatted(name, tensors.size()));
    }
    return file;
  }

  /**
   * Its type and shape, without reading it.
   *
   * @throws CheckpointException if there is none of that name
   */
  public Declared declared(String name) {
    return file(name).declared(name);
  }

  /**
   * Bytes that it takes in its file: of a GGUF file's blocks, fewer than its values take once they
   * are decoded.
   *
   * @throws CheckpointException if there is none of that name
   */
  public long storedBytes(String name) {
    return file(name).storedBytes(name);
  }

  /**
   * The same files as others are to see them: only the tensors named, and another config.json.
   * Closing either closes both.
   *
   * @param views by the names that tensors are to have
   * @throws CheckpointException if a view is of a tensor that is not there, or too small
   */
  public Checkpoint seen(Map<String, TensorView> views, JsonNode as) {
    ViewedFile viewed = new ViewedFile(tensors, views);
    NavigableMap<String, WeightFile> names = new TreeMap<>();
    views.keySet().forEach(name -> names.put(name, viewed));
    return new Checkpoint(as, files, names);
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
    files.forEach(WeightFile::close);
  }

  /** Every tensor of every file. */
  private static NavigableMap<String, WeightFile> all(Map<Path, WeightFile> opened) {
    NavigableMap<String, WeightFile> tensors = new TreeMap<>();
    for (Map.Entry<Path, WeightFile> file : new TreeMap<>(opened).entrySet()) {
      for (String name : file.getValue().names()) {
        if (tensors.put(name, file.getValue()) != null) {
          throw new CheckpointException(
              "Cannot read %s: tensor %s (expected a name that no other file has)"
                  .formatted(file.getKey(), name));
        }
      }
    }
    return tensors;
  }

  /** The tensors that the index names. */
  private static NavigableMap<String, WeightFile> indexed(
      WeightFiles found, Map<Path, WeightFile> opened) {
    NavigableMap<String, WeightFile> tensors = new TreeMap<>();
    for (Map.Entry<String, Path> entry : found.shards().entrySet()) {
      Path file = entry.getValue();
      WeightFile shard = opened.get(file);
      if (!shard.names().contains(entry.getKey())) {
        throw new CheckpointException(
            "Cannot read %s: tensor %s (expected in %s, which lacks it)"
                .formatted(
                    file.resolveSibling(found.format().index()),
                    entry.getKey(),
                    file.getFileName()));
      }
      tensors.put(entry.getKey(), shard);
    }
    return tensors;
  }
}
