package io.quantgrid.core.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import io.quantgrid.core.checkpoint.gguf.GgufModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** A GGUF file, mapped: a whole model with its configuration and tokenizer. */
final class Gguf implements WeightFile {
  /** Bytes that a header may have: those of one mapped slice. */
  private static final long MAX_HEADER = 1L << 30;

  private final MappedFile mapped;
  private final GgufModel model;

  private Gguf(MappedFile mapped, GgufModel model) {
    this.mapped = mapped;
    this.model = model;
  }

  /**
   * Maps the file and checks its header.
   *
   * @throws CheckpointException if it is no sound GGUF file, or of a model that is not known
   */
  static Gguf open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(
          "Cannot read %s: %s (expected a GGUF file)"
              .formatted(file, Files.exists(file) ? "not a file" : "no such file"));
    }
    MappedFile mapped = null;
    try {
      MappedFile bytes = MappedFile.open(file);
      mapped = bytes;
      List<ByteBuffer> start = bytes.slices(0, Math.min(bytes.size(), MAX_HEADER));
      GgufModel model =
          GgufModel.read(
              file,
              start.isEmpty() ? ByteBuffer.allocate(0) : start.get(0),
              bytes.size(),
              bytes::slices);
      mapped = null;
      return new Gguf(bytes, model);
    } catch (IOException e) {
      throw JsonFile.unreadable(file, "a GGUF file", e);
    } finally {
      if (mapped != null) {
        closed(mapped);
      }
    }
  }

  /** What the file says beside weights. */
  GgufModel model() {
    return model;
  }

  @Override
  public SortedSet<String> names() {
    return model.names();
  }

  @Override
  public long elements(String name) {
    return model.elements(name);
  }

  @Override
  public Declared declared(String name) {
    return model.declared(name);
  }

  @Override
  public long storedBytes(String name) {
    return model.storedBytes(name);
  }

  @Override
  public StoredTensor tensor(String name) {
    return model.tensor(name);
  }

  @Override
  public Optional<JsonNode> config() {
    return Optional.of(model.config());
  }

  @Override
  public void close() {
    closed(mapped);
  }

  private static void closed(MappedFile mapped) {
    try {
      mapped.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
