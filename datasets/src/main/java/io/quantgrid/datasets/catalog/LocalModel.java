package io.quantgrid.datasets.catalog;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.Fingerprint;
import io.quantgrid.core.checkpoint.JsonFile;
import io.quantgrid.core.checkpoint.ModelFolder;
import io.quantgrid.core.grid.CatalogException;
import io.quantgrid.core.grid.ModelRef;
import io.quantgrid.core.grid.ResolvedModel;
import io.quantgrid.core.model.ModelConfig;
import io.quantgrid.core.model.ModelException;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.TextException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A checkpoint's folder, checked before anything is computed with it: its files are there, and its
 * configuration is one that can be run. Weights are looked at when they are loaded.
 */
final class LocalModel {
  /** What a model that states no length is taken to be made for, as the harness does. */
  private static final int DEFAULT_LENGTH = 2048;

  private LocalModel() {}

  static ResolvedModel resolve(ModelRef ref, Path folder) {
    checkFiles(ref, folder);
    try {
      Path file = ModelFolder.file(folder, "config.json");
      ModelConfig config = ModelConfig.read(JsonFile.object(file), file.toString());
      return new ResolvedModel(
          ref,
          folder,
          Fingerprint.of(folder),
          config.family(),
          parameters(folder),
          maxLength(config, folder));
    } catch (CheckpointException | ModelException | TextException e) {
      throw new CatalogException("Cannot use model " + ref.name() + ": " + e.getMessage(), e);
    }
  }

  /** 0 when the weights are damaged: then the model's cells fail and say why, and others run. */
  private static long parameters(Path folder) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return checkpoint.parameters();
    } catch (CheckpointException e) {
      return 0;
    }
  }

  private static void checkFiles(ModelRef ref, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new CatalogException(
          "Cannot use model "
              + ref.name()
              + ": "
              + folder
              + (Files.exists(folder) ? " is not a folder" : " does not exist")
              + " (expected a checkpoint's folder)");
    }
    List<String> missing = new ArrayList<>();
    for (String name : List.of("config.json", "tokenizer.json")) {
      if (!Files.isRegularFile(folder.resolve(name))) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      throw new CatalogException(
          "Cannot use model "
              + ref.name()
              + ": "
              + folder
              + " has no "
              + String.join(" and no ", missing)
              + " (expected config.json, tokenizer.json and *.safetensors)");
    }
  }

  private static int maxLength(ModelConfig config, Path folder) {
    if (config.maxLength().isPresent()) {
      return config.maxLength().getAsInt();
    }
    try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.open(folder)) {
      return tokenizer.maxLength().orElse(DEFAULT_LENGTH);
    }
  }
}
