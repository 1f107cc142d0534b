package io.quantgrid.core.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.checkpoint.GgufBuilder;
import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeclaredTest {
  private static final Path FILE = Path.of("src/test/resources/gguf/tiny-llama.gguf");

  private static GgufModel read(byte[] file, GgufBytes bytes) {
    return GgufModel.read(FILE, ByteBuffer.wrap(file), file.length, bytes);
  }

  /** So that a plan over a large file decodes none of it. */
  @Test
  void types_and_shapes_are_those_of_the_tensors_and_known_without_reading_one()
      throws IOException {
    Set<DType> types = EnumSet.noneOf(DType.class);
    for (byte[] file : List.of(Files.readAllBytes(FILE), GgufBuilder.llama().build())) {
      ByteBuffer all = ByteBuffer.wrap(file);
      GgufModel readable =
          read(file, (begin, end) -> List.of(all.slice((int) begin, (int) (end - begin))));
      GgufModel unreadable =
          read(
              file,
              (begin, end) -> {
                throw new IOException("not to be read");
              });
      for (String name : readable.names()) {
        StoredTensor tensor = readable.tensor(name);
        Declared declared = unreadable.declared(name);
        assertThat(declared.name()).isEqualTo(name);
        assertThat(declared.dtype()).as(name).isEqualTo(tensor.dtype());
        assertThat(declared.shape()).as(name).isEqualTo(tensor.shape());
        types.add(declared.dtype());
      }
    }
    assertThat(types).containsExactlyInAnyOrder(DType.FLOAT32, DType.FLOAT16, DType.BFLOAT16);
  }
}
