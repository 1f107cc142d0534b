package io.quantgrid.core.checkpoint;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * A format of files of weights.
 *
 * @param single the usual name of a file that holds a whole model
 * @param patterns of names of files in folders that have neither that nor an index; the first that
 *     finds any counts
 * @param opener throws {@link CheckpointException} where the file is no sound one of this format
 */
record WeightFormat(String single, List<String> patterns, Function<Path, WeightFile> opener) {
  static final WeightFormat SAFETENSORS =
      new WeightFormat("model.safetensors", List.of("*.safetensors"), Safetensors::open);

  static final WeightFormat PYTORCH =
      new WeightFormat("pytorch_model.bin", List.of("*.bin", "*.pt", "*.pth"), PytorchFile::open);

  /** A file of it is a whole model, so a folder may hold one. */
  static final WeightFormat GGUF = new WeightFormat("model.gguf", List.of("*.gguf"), Gguf::open);

  /** Those there are, first what is preferred where a folder holds several. */
  static final List<WeightFormat> ALL = List.of(SAFETENSORS, PYTORCH, GGUF);

  /** What lies beside a model without being a part of it: adapters, and states of its training. */
  private static final List<String> OTHERS =
      List.of("adapter_", "training_args", "optimizer", "scheduler", "rng_state", "scaler");

  WeightFormat {
    patterns = List.copyOf(patterns);
  }

  /** The name of the file that maps tensors to shards. */
  String index() {
    return single + ".index.json";
  }

  /** What files of weights are called, in words. */
  String names() {
    return String.join(", ", patterns);
  }

  WeightFile open(Path file) {
    return opener.apply(file);
  }

  /** Files that look like weights by their names, sorted. */
  List<Path> matching(Path folder) {
    for (String pattern : patterns) {
      List<Path> found = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString();
          if (OTHERS.stream().noneMatch(name::startsWith)) {
            found.add(ModelFolder.file(folder, name));
          }
        }
      } catch (IOException e) {
        throw JsonFile.unreadable(folder, "a readable folder", e);
      }
      if (!found.isEmpty()) {
        Collections.sort(found);
        return found;
      }
    }
    return List.of();
  }
}
