package io.quantgrid.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PytorchFileTest {
  private static final Path FILES = Path.of("src/test/resources/pytorch");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"zip.pt", "protocol4.pt", "legacy.pt"})
  void every_tensor_of_torch_is_read(String name) {
    try (WeightFile file = PytorchFile.open(FILES.resolve(name));
        Safetensors expected = Safetensors.open(FILES.resolve("expected.safetensors"))) {
      assertThat(file.names()).isEqualTo(expected.names()).hasSize(23);
      for (String tensor : expected.names()) {
        StoredTensor found = file.tensor(tensor);
        StoredTensor wanted = expected.tensor(tensor);
        assertThat(found.dtype()).as(tensor).isEqualTo(wanted.dtype());
        assertThat(found.shape()).as(tensor).isEqualTo(wanted.shape());
        assertThat(bytes(found)).as(tensor).isEqualTo(bytes(wanted));
        assertThat(file.elements(tensor)).isEqualTo(wanted.elements());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip.pt", "legacy.pt"})
  void tensors_without_gaps_are_mapped(String name) {
    try (WeightFile file = PytorchFile.open(FILES.resolve(name))) {
      assertThat(file.tensor("rows").bytes()).allMatch(ByteBuffer::isDirect).hasSize(1);
      assertThat(file.tensor("bfloat16").bytes()).allMatch(ByteBuffer::isDirect).hasSize(1);
      assertThat(file.tensor("transposed").bytes()).noneMatch(ByteBuffer::isDirect);
    }
  }

  @Test
  void a_model_is_found_in_what_a_training_script_saves() {
    try (WeightFile file = PytorchFile.open(FILES.resolve("training.pt"))) {
      assertThat(file.names()).containsExactly("0.bias", "0.weight");
      assertThat(file.tensor("0.weight").shape()).containsExactly(3, 2);
    }
  }

  /** As torch 2.1 and later save types that have no storage of their own. */
  @Test
  void tensors_over_plain_bytes_have_their_own_type() throws IOException {
    String tensor =
        "ctorch._utils\n_rebuild_tensor_v3\n("
            + TorchArchive.storage("torch.storage\nUntypedStorage", TorchArchive.number(24))
            + TorchArchive.number(4)
            + TorchArchive.tuple(2, 5)
            + TorchArchive.tuple(10, 2)
            + "\u0089)ctorch\nfloat8_e4m3fn\ntR";
    Path file =
        TorchArchive.write(folder.resolve("x.pt"), TorchArchive.dictionary("a", tensor), counted());
    try (WeightFile opened = PytorchFile.open(file)) {
      assertThat(opened.tensor("a").dtype()).isEqualTo(DType.FP8_E4M3);
      assertThat(bytes(opened.tensor("a"))).containsExactly(4, 6, 8, 10, 12, 14, 16, 18, 20, 22);
    }
  }

  @Test
  void folders_open_by_single_file_index_and_pattern() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{}");
    String whole =
        TorchArchive.tensor(TorchArchive.number(0), TorchArchive.tuple(6), TorchArchive.tuple(1));
    TorchArchive.write(folder.resolve("a.pt"), TorchArchive.dictionary("a", whole));
    Files.writeString(folder.resolve("optimizer.pt"), "not read");
    assertNames("a");
    TorchArchive.write(folder.resolve("b.bin"), TorchArchive.dictionary("b", whole));
    Files.writeString(folder.resolve("training_args.bin"), "not read");
    assertNames("b");
    Files.writeString(
        folder.resolve("pytorch_model.bin.index.json"),
        "{\"weight_map\": {\"a\": \"a.pt\", \"b\": \"b.bin\"}}");
    assertNames("a", "b");
    String before = Fingerprint.of(folder);
    TorchArchive.write(folder.resolve("pytorch_model.bin"), TorchArchive.dictionary("c", whole));
    assertNames("c");
    assertThat(Fingerprint.of(folder)).isNotEqualTo(before);
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"),
        Map.of(),
        java.util.List.of(StoredTensor.of("d", DType.INT8, new byte[1], 1)));
    assertNames("d");
  }

  private void assertNames(String... names) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.names()).containsExactly(names);
    }
  }

  private static Map<String, byte[]> counted() {
    byte[] bytes = new byte[24];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return Map.of("0", bytes);
  }

  private static byte[] bytes(StoredTensor tensor) {
    ByteBuffer out = ByteBuffer.allocate((int) tensor.size());
    tensor.bytes().forEach(out::put);
    return out.array();
  }
}
