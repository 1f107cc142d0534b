package io.quantgrid.core.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which files hold a folder's weights: of the first format that has any there, the single file of
 * the usual name, or the shards that an index names, or else all files that look like it.
 *
 * @param files sorted
 * @param shards the index's map of tensor names to files; empty where there is no index, and then
 *     all tensors of all files count
 */
record WeightFiles(WeightFormat format, List<Path> files, NavigableMap<String, Path> shards) {
  WeightFiles {
    files = List.copyOf(files);
    shards = Collections.unmodifiableNavigableMap(new TreeMap<>(shards));
  }

  /**
   * Those of a folder, or the single file that is a model by itself.
   *
   * @throws CheckpointException if there are none, or the index is unsound
   */
  static WeightFiles of(Path folder) {
    if (isModel(folder)) {
      return all(WeightFormat.GGUF, List.of(folder));
    }
    for (WeightFormat format : WeightFormat.ALL) {
      if (Files.exists(folder.resolve(format.single()))) {
        return all(format, List.of(ModelFolder.file(folder, format.single())));
      }
      if (Files.exists(folder.resolve(format.index()))) {
        NavigableMap<String, Path> shards = index(folder, format);
        return new WeightFiles(
            format, shards.values().stream().distinct().sorted().toList(), shards);
      }
      List<Path> found = format.matching(folder);
      if (found.size() > 1 && format.equals(WeightFormat.GGUF)) {
        throw new CheckpointException(
            "Cannot read %s: %d files *.gguf (expected one, or the name of the file itself)"
                .formatted(folder, found.size()));
      }
      if (!found.isEmpty()) {
        return all(format, found);
      }
    }
    throw new CheckpointException(
        "Cannot read %s: no %s (expected a model's weights, such as %s)"
            .formatted(
                folder,
                WeightFormat.ALL.stream()
                    .map(WeightFormat::names)
                    .collect(Collectors.joining(" or ")),
                WeightFormat.SAFETENSORS.single()));
  }

  /** Whether the path is a file that holds a whole model, rather than a folder. */
  static boolean isModel(Path path) {
    return Files.isRegularFile(path) && path.toString().endsWith(".gguf");
  }

  /** The single GGUF file of a folder that holds a model in no other format. */
  static Optional<Path> onlyModelIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try {
      WeightFiles found = of(folder);
      return found.format().equals(WeightFormat.GGUF)
          ? Optional.of(found.files().get(0))
          : Optional.empty();
    } catch (CheckpointException e) {
      return Optional.empty(); // said by who opens the weights
    }
  }

  private static WeightFiles all(WeightFormat format, List<Path> files) {
    return new WeightFiles(format, files, new TreeMap<>());
  }

  /** Tensors that the index does not name are not used. */
  private static NavigableMap<String, Path> index(Path folder, WeightFormat format) {
    Path file = ModelFolder.file(folder, format.index());
    JsonNode map = JsonFile.object(file).path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw new CheckpointException(
          "Cannot read %s: weight_map %s (expected tensor names with file names)"
              .formatted(file, map.isMissingNode() ? "missing" : map.getNodeType()));
    }
    NavigableMap<String, Path> shards = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      if (!entry.getValue().isTextual()) {
        throw new CheckpointException(
            "Cannot read %s: weight_map.%s %s (expected a file name)"
                .formatted(file, entry.getKey(), entry.getValue().getNodeType()));
      }
      shards.put(entry.getKey(), ModelFolder.file(folder, entry.getValue().textValue()));
    }
    return shards;
  }
}
