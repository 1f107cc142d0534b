package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.Safetensors;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import io.quantgrid.core.checkpoint.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The tensors of a variant while it is made: each block's go to a file of their own as soon as they
 * are found, and in the end all of them into one, so that no more than a block's are in memory. The
 * files are gone when this is closed.
 */
final class Shards implements AutoCloseable {
  private static final int ALIGNMENT = 8;

  private final Path folder;
  private final List<Path> files = new ArrayList<>();
  private final Set<String> gone = new HashSet<>();

  private Shards(Path folder) {
    this.folder = folder;
  }

  static Shards in(Path out) throws IOException {
    return new Shards(Files.createDirectory(out.resolve(".shards-" + UUID.randomUUID())));
  }

  /** Where other files may lie in the meantime. */
  Path folder() {
    return folder;
  }

  /** Stores tensors, those of the checkpoint that they take the place of left out. */
  void add(List<StoredTensor> tensors) {
    Path file = folder.resolve(files.size() + ".safetensors");
    SafetensorsWriter.write(file, Map.of(), tensors);
    files.add(file);
    tensors.forEach(tensor -> gone.add(tensor.name()));
  }

  /** Leaves a tensor of the checkpoint out. */
  void drop(String name) {
    gone.add(name);
  }

  /** Writes one file with all tensors and those of the checkpoint that stay; returns the bytes. */
  long assemble(Checkpoint checkpoint, Path file) {
    Map<String, StoredTensor> tensors = new HashMap<>();
    for (String name : checkpoint.names()) {
      if (!gone.contains(name)) {
        tensors.put(name, checkpoint.tensor(name));
      }
    }
    for (Path shard : files) {
      try (Safetensors opened = Safetensors.open(shard)) {
        opened.names().forEach(name -> tensors.put(name, opened.tensor(name)));
      }
    }
    // Tensors start at multiples of their element's size: whole words first, by name, then what is
    // left by falling size.
    List<StoredTensor> sorted = new ArrayList<>(tensors.values());
    sorted.sort(
        Comparator.comparing((StoredTensor tensor) -> tensor.size() % ALIGNMENT != 0)
            .thenComparing(t -> t.size() % ALIGNMENT == 0 ? 0 : -t.dtype().bytes())
            .thenComparing(StoredTensor::name));
    List<Declared> declared =
        sorted.stream().map(t -> new Declared(t.name(), t.dtype(), t.shape())).toList();
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(file, Map.of("format", "pt"), declared)) {
      sorted.forEach(writer::write);
      writer.commit();
    }
    return sorted.stream().mapToLong(StoredTensor::size).sum();
  }

  @Override
  public void close() {
    try {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new CheckpointException("Cannot remove %s: %s".formatted(folder, e), e);
    }
  }
}
