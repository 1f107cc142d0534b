package io.quantgrid.core.adapter;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.Fingerprint;
import io.quantgrid.core.checkpoint.ModelFiles;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.checkpoint.StoredTensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A model with its adapter merged, as a folder of its own: every adapted weight becomes {@code W +
 * scaling B A}, computed in float32 and rounded to the type that it was stored in. One weight is in
 * memory at a time; the same files give the same bytes on any machine.
 */
public final class MergedModel {
  private static final String SUFFIX = ".weight";

  private MergedModel() {}

  /**
   * The merged model below {@code cache}, made when it is not there yet. A folder appears whole or
   * not at all, so any number of processes may ask at once.
   *
   * @throws AdapterException when the adapter cannot be merged into this model
   * @throws CheckpointException when either cannot be read, or the folder not be written
   */
  public static Path folder(Path base, Path adapter, Path cache) {
    try (LoraAdapter lora = LoraAdapter.open(adapter)) {
      Path target = cache.resolve("merged").resolve(key(base, lora));
      if (Files.isDirectory(target)) {
        return target;
      }
      Path half = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
      try {
        Files.createDirectories(half);
        write(base, lora, half);
        Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileSystemException e) {
        if (!Files.isDirectory(target)) { // else another process was faster
          throw e;
        }
      } finally {
        delete(half);
      }
      return target;
    } catch (IOException e) {
      throw new CheckpointException(
          "Cannot write merged model to %s: %s (expected a writable folder with room)"
              .formatted(cache, e),
          e);
    }
  }

  /** Writes the merged model into an existing folder. */
  static void write(Path base, LoraAdapter adapter, Path out) throws IOException {
    try (Checkpoint model = Checkpoint.open(base)) {
      if (model.config().hasNonNull("quantization_config")) {
        throw new AdapterException(
            "Cannot merge an adapter into %s: it is quantized (expected plain weights)"
                .formatted(base));
      }
      adapter.check(model);
      ModelFiles.of(base).copyTo(out, name -> true);
      List<Declared> declared =
          model.names().stream()
              .map(model::tensor)
              .map(tensor -> new Declared(tensor.name(), tensor.dtype(), tensor.shape()))
              .toList();
      try (SafetensorsWriter writer =
          SafetensorsWriter.create(
              out.resolve("model.safetensors"), Map.of("format", "pt"), declared)) {
        for (Declared next : declared) {
          writer.write(merged(model.tensor(next.name()), adapter));
        }
        writer.commit();
      }
    }
  }

  private static StoredTensor merged(StoredTensor tensor, LoraAdapter adapter) {
    String name = tensor.name();
    String module = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : "";
    if (!adapter.adapts(module)) {
      return tensor;
    }
    float[] weights = Floats.read(tensor);
    long[] shape = tensor.shape();
    adapter.update(module, (int) shape[0], (int) shape[1]).addTo(weights);
    return Floats.write(weights, tensor);
  }

  private static String key(Path base, LoraAdapter adapter) throws IOException {
    MessageDigest digest = Sha256.digest();
    digest.update(Fingerprint.of(base).getBytes(StandardCharsets.UTF_8));
    for (Path file : new TreeMap<>(adapter.files()).values()) {
      try (InputStream in = Files.newInputStream(file)) {
        in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
