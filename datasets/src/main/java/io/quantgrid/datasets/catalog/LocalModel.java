package io.quantgrid.datasets.catalog;

import io.quantgrid.core.adapter.AdapterException;
import io.quantgrid.core.adapter.MergedModel;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.Fingerprint;
import io.quantgrid.core.checkpoint.ModelFiles;
import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.grid.CatalogException;
import io.quantgrid.core.grid.ModelRef;
import io.quantgrid.core.grid.ResolvedModel;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.TextException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A checkpoint's folder, checked before anything is computed with it: its files are there, and its
 * configuration is one that can be run. Weights are looked at when they are loaded.
 */
final class LocalModel {
  /** What a model that states no length is taken to be made for, as the harness does. */
  private static final int DEFAULT_LENGTH = 2048;

  private LocalModel() {}

  static ResolvedModel resolve(ModelRef ref, Path folder) {
    try {
      ModelFiles files = ModelFiles.of(folder);
      checkFiles(ref, folder, files);
      ModelConfig config =
          Models.config(files.json("config.json"), files.place("config.json").toString());
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

  /** A model beside the one that it was tuned from. */
  static ResolvedModel tuned(ModelRef ref, Path folder, Path base) {
    ResolvedModel tuned = resolve(ref, folder);
    ResolvedModel other = resolve(new ModelRef(ref.name() + " (base)", base.toString()), base);
    String hash = Sha256.hex(tuned.hash() + " from " + other.hash());
    return with(tuned, hash, base, Optional.empty());
  }

  /** A model with an adapter merged. */
  static ResolvedModel adapted(ModelRef ref, Path base, Path adapter, Path cache) {
    try {
      checkFiles(ref, base, ModelFiles.of(base));
      ResolvedModel merged = resolve(ref, MergedModel.folder(base, adapter, cache));
      String hash = Sha256.hex(merged.hash() + " from " + Fingerprint.of(base));
      return with(merged, hash, base, Optional.of(adapter));
    } catch (AdapterException | CheckpointException e) {
      throw new CatalogException("Cannot use model " + ref.name() + ": " + e.getMessage(), e);
    }
  }

  private static ResolvedModel with(
      ResolvedModel model, String hash, Path base, Optional<Path> adapter) {
    return new ResolvedModel(
        model.ref(),
        model.folder(),
        hash,
        model.family(),
        model.parameters(),
        model.maxLength(),
        Optional.of(base),
        adapter);
  }

  /** 0 when the weights are damaged: then the model's cells fail and say why, and others run. */
  private static long parameters(Path folder) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return checkpoint.parameters();
    } catch (CheckpointException e) {
      return 0;
    }
  }

  private static void checkFiles(ModelRef ref, Path folder, ModelFiles files) {
    if (!ModelFiles.isModel(folder)) {
      throw new CatalogException(
          "Cannot use model "
              + ref.name()
              + ": "
              + folder
              + (Files.exists(folder) ? " is not a folder" : " does not exist")
              + " (expected a checkpoint's folder, or a GGUF file)");
    }
    List<String> missing = new ArrayList<>();
    for (String name : List.of("config.json", "tokenizer.json")) {
      if (!files.has(name)) {
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
              + " (expected config.json, tokenizer.json and weights, or a GGUF file that has them)");
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
