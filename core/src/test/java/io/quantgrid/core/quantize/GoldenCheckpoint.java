package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.Safetensors;
import io.quantgrid.core.stored.StoredFloats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The checkpoints of compressed-tensors among the test resources; their README says what they are.
 */
final class GoldenCheckpoint {
  static final Path FOLDER = folder();

  /** Tokens of each text. */
  private static final int LENGTH = 128;

  private GoldenCheckpoint() {}

  private static Path folder() {
    try {
      return Path.of(GoldenCheckpoint.class.getResource("/compressed-tensors").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Texts that the goldens were made with: {@code calib_ids}, {@code heldout_ids}. */
  static List<int[]> texts(String name) {
    try (Safetensors file = Safetensors.open(FOLDER.resolve("inputs.safetensors"))) {
      int[] ids = StoredFloats.readIntegers(file.tensor(name));
      List<int[]> out = new ArrayList<>();
      for (int at = 0; at < ids.length; at += LENGTH) {
        out.add(Arrays.copyOfRange(ids, at, at + LENGTH));
      }
      return out;
    }
  }

  /**
   * Opens one, as far as it is there.
   *
   * @param scratch where its files are put together if they have other names
   */
  static Checkpoint open(String preset, Path scratch) {
    Path from = FOLDER.resolve(preset);
    if (Files.exists(from.resolve("model.safetensors"))) {
      return Checkpoint.open(from);
    }
    try {
      Path to = Files.createDirectories(scratch.resolve("golden-" + preset));
      Path layer = from.resolve("layer0.safetensors");
      Path tensors = Files.exists(layer) ? layer : FOLDER.resolve("NVFP4/model.safetensors");
      Files.copy(tensors, to.resolve("model.safetensors"));
      Files.copy(from.resolve("config.json"), to.resolve("config.json"));
      return Checkpoint.open(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
