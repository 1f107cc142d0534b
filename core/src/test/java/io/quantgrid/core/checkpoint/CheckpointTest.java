package io.quantgrid.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir Path folder;

  @Test
  void a_written_file_reads_back() throws IOException {
    StoredTensor a = StoredTensor.of("a", DType.INT8, new byte[] {1, 2, 3, 4, 5, 6}, 2, 3);
    StoredTensor b = StoredTensor.of("b", DType.BFLOAT16, new byte[] {7, 8});
    Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"llama\"}");
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"), Map.of("format", "pt"), List.of(b, a));

    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.names()).containsExactly("a", "b");
      assertThat(checkpoint.parameters()).isEqualTo(7);
      assertThat(checkpoint.config().path("model_type").asText()).isEqualTo("llama");
      StoredTensor read = checkpoint.tensor("a");
      assertThat(read.dtype()).isEqualTo(DType.INT8);
      assertThat(read.shape()).containsExactly(2, 3);
      assertThat(read.bytes()).containsExactly(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6}));
      assertThat(checkpoint.tensor("b").shape()).isEmpty();
    }
  }
}
