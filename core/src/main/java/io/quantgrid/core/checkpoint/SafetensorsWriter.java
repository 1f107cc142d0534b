package io.quantgrid.core.checkpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quantgrid.kernels.tensor.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes one safetensors file. What will come is declared first, since the header stands first;
 * then the tensors are written one at a time in that order, so that no more than one need be in
 * memory. The same tensors give the same bytes. The file appears under its name whole, when {@link
 * #commit} ends, or not at all: an unfinished one lies beside it as {@code .<name>.<random>.tmp}
 * until {@link #close}.
 */
public final class SafetensorsWriter implements AutoCloseable {
  /** A tensor that will be written. */
  public record Declared(String name, DType dtype, long... shape) {
    public Declared {
      if (name.equals(SafetensorsHeader.METADATA)) {
        throw new IllegalArgumentException(
            "Cannot write tensor: %s (expected a name that is not reserved)".formatted(name));
      }
      Shapes.bytes(shape, 8 * dtype.bytes());
    }
  }

  private static final int ALIGNMENT = 8;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Path file;
  private final Path unfinished;
  private final FileChannel channel;
  private final List<Declared> declared;
  private int written;

  private SafetensorsWriter(
      Path file, Path unfinished, FileChannel channel, List<Declared> declared) {
    this.file = file;
    this.unfinished = unfinished;
    this.channel = channel;
    this.declared = declared;
  }

  /**
   * Begins a file: writes its header.
   *
   * @param metadata strings kept under {@code __metadata__}, e.g. {@code format: pt}
   * @throws CheckpointException if the file cannot be written
   */
  public static SafetensorsWriter create(
      Path file, Map<String, String> metadata, List<Declared> tensors) {
    List<Declared> declared = List.copyOf(tensors);
    Path target = file.toAbsolutePath();
    try {
      ByteBuffer header = header(metadata, declared);
      Path unfinished =
          target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
      FileChannel channel =
          FileChannel.open(unfinished, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
      SafetensorsWriter writer = new SafetensorsWriter(target, unfinished, channel, declared);
      writer.append(header);
      return writer;
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Writes a whole file at once, in the order given. */
  public static void write(Path file, Map<String, String> metadata, List<StoredTensor> tensors) {
    List<Declared> declared =
        tensors.stream().map(t -> new Declared(t.name(), t.dtype(), t.shape())).toList();
    try (SafetensorsWriter writer = create(file, metadata, declared)) {
      tensors.forEach(writer::write);
      writer.commit();
    }
  }

  /**
   * Appends the next tensor.
   *
   * @throws IllegalArgumentException if it is not the one declared
   */
  public void write(StoredTensor tensor) {
    Declared next =
        written < declared.size() ? declared.get(written) : new Declared("none", DType.BOOL, 0);
    if (written == declared.size()
        || !tensor.name().equals(next.name())
        || tensor.dtype() != next.dtype()
        || !Arrays.equals(tensor.shape(), next.shape())) {
      throw new IllegalArgumentException(
          "Cannot write tensor to %s: %s %s %s (expected %s %s %s)"
              .formatted(
                  file,
                  tensor.name(),
                  tensor.dtype(),
                  Shapes.text(tensor.shape()),
                  next.name(),
                  next.dtype(),
                  Shapes.text(next.shape())));
    }
    for (ByteBuffer slice : tensor.bytes()) {
      append(slice);
    }
    written++;
  }

  /**
   * Moves the complete file to its name, replacing what was there.
   *
   * @throws IllegalStateException if declared tensors are missing
   */
  public void commit() {
    if (written != declared.size()) {
      throw new IllegalStateException(
          "Cannot commit %s: %d tensors written (expected %d)"
              .formatted(file, written, declared.size()));
    }
    try {
      channel.force(true);
      channel.close();
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Removes what was not committed. */
  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private void append(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static ByteBuffer header(Map<String, String> metadata, List<Declared> tensors)
      throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    List<String> names = new ArrayList<>();
    try (JsonGenerator out = MAPPER.createGenerator(json)) {
      out.writeStartObject();
      if (!metadata.isEmpty()) {
        out.writeObjectField(SafetensorsHeader.METADATA, new TreeMap<>(metadata));
      }
      long begin = 0;
      for (Declared tensor : tensors) {
        names.add(tensor.name());
        long end = Math.addExact(begin, Shapes.bytes(tensor.shape(), 8 * tensor.dtype().bytes()));
        out.writeObjectFieldStart(tensor.name());
        out.writeStringField("dtype", StoredType.of(tensor.dtype()).name());
        out.writeFieldName("shape");
        out.writeArray(tensor.shape(), 0, tensor.shape().length);
        out.writeFieldName("data_offsets");
        out.writeArray(new long[] {begin, end}, 0, 2);
        out.writeEndObject();
        begin = end;
      }
      out.writeEndObject();
    }
    if (names.stream().distinct().count() != names.size()) {
      throw new IllegalArgumentException("Cannot write tensors: a name twice (expected each once)");
    }
    int padding = (ALIGNMENT - json.size() % ALIGNMENT) % ALIGNMENT;
    ByteBuffer header =
        ByteBuffer.allocate(Long.BYTES + json.size() + padding).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(json.size() + padding).put(json.toByteArray());
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }

  private static CheckpointException failed(Path file, IOException e) {
    return new CheckpointException(
        "Cannot write %s: %s (expected a writable folder with room)".formatted(file, e), e);
  }
}
