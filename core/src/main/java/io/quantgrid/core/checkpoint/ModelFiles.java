package io.quantgrid.core.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The small files of a model: its configuration, its tokenizer's. A folder has them itself; a GGUF
 * file, named itself or alone in its folder, says the same in its metadata, from which config.json,
 * tokenizer.json, tokenizer_config.json and generation_config.json are made. Of the last three a
 * folder's own count before those.
 */
public final class ModelFiles {
  private static final String CONFIG = "config.json";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Path model;
  private final NavigableMap<String, JsonNode> made;

  private ModelFiles(Path model, NavigableMap<String, JsonNode> made) {
    this.model = model;
    this.made = made;
  }

  /**
   * Those of a model: a folder, or a GGUF file.
   *
   * @throws CheckpointException if it is a GGUF file that is unsound
   */
  public static ModelFiles of(Path model) {
    Optional<Path> gguf =
        WeightFiles.isModel(model) ? Optional.of(model) : WeightFiles.onlyModelIn(model);
    NavigableMap<String, JsonNode> made = new TreeMap<>();
    if (gguf.isPresent()) {
      try (Gguf file = Gguf.open(gguf.get())) {
        made.putAll(file.model().documents());
        made.put(CONFIG, file.model().config());
      }
      made.keySet().removeIf(name -> !name.equals(CONFIG) && isOwn(model, name));
    }
    return new ModelFiles(model, made);
  }

  /** Whether a path is a model's by its kind: a folder, or a file that is a whole model. */
  public static boolean isModel(Path path) {
    return Files.isDirectory(path) || WeightFiles.isModel(path);
  }

  public boolean has(String name) {
    return made.containsKey(name) || isOwn(model, name);
  }

  /** What errors call the file of that name. */
  public Path place(String name) {
    return made.containsKey(name) && Files.isRegularFile(model) ? model : model.resolve(name);
  }

  /**
   * The JSON object in the file of that name.
   *
   * @throws CheckpointException if there is none, or it is unsound
   */
  public JsonNode json(String name) {
    JsonNode document = made.get(name);
    return document == null ? JsonFile.object(ModelFolder.file(model, name)) : document;
  }

  /**
   * The text of the file of that name.
   *
   * @throws IOException if it cannot be read
   */
  public String text(String name) throws IOException {
    JsonNode document = made.get(name);
    return document == null
        ? Files.readString(ModelFolder.file(model, name))
        : MAPPER.writeValueAsString(document);
  }

  /** Puts those that are wanted, by name, into another folder; no weights and no index of them. */
  public void copyTo(Path folder, Predicate<String> wanted) throws IOException {
    if (Files.isDirectory(model)) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(model, "*.{json,jinja,model,txt}")) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          if (Files.isRegularFile(file) && !name.endsWith(".index.json") && wanted.test(name)) {
            Files.copy(file, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
    for (Map.Entry<String, JsonNode> document : made.entrySet()) {
      if (wanted.test(document.getKey())) {
        Files.writeString(
            folder.resolve(document.getKey()), MAPPER.writeValueAsString(document.getValue()));
      }
    }
  }

  private static boolean isOwn(Path model, String name) {
    return Files.isDirectory(model) && Files.isRegularFile(ModelFolder.file(model, name));
  }
}
