package io.quantgrid.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final String INDEX = "model.safetensors.index.json";

  @TempDir Path folder;

  @BeforeEach
  void configuration() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"llama\"}");
  }

  @Test
  void a_written_file_reads_back() {
    StoredTensor a = StoredTensor.of("a", DType.INT8, new byte[] {1, 2, 3, 4, 5, 6}, 2, 3);
    StoredTensor b = StoredTensor.of("b", DType.BFLOAT16, new byte[] {7, 8});
    StoredTensor empty = StoredTensor.of("c", DType.FLOAT32, new byte[0], 0, 3);
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"), Map.of("format", "pt"), List.of(b, empty, a));

    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.names()).containsExactly("a", "b", "c");
      assertThat(checkpoint.has("a")).isTrue();
      assertThat(checkpoint.has("z")).isFalse();
      assertThat(checkpoint.parameters()).isEqualTo(7);
      assertThat(checkpoint.config().path("model_type").asText()).isEqualTo("llama");
      StoredTensor read = checkpoint.tensor("a");
      assertThat(read.dtype()).isEqualTo(DType.INT8);
      assertThat(read.shape()).containsExactly(2, 3);
      assertThat(read.bytes()).containsExactly(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6}));
      assertThat(checkpoint.tensor("b").shape()).isEmpty();
      assertThat(checkpoint.tensor("c").bytes()).isEmpty();
      assertThatThrownBy(() -> checkpoint.tensor("z"))
          .hasMessage("Cannot read tensor: z (expected one of the checkpoint's 3)");
    }
    try (Safetensors file = Safetensors.open(folder.resolve("model.safetensors"))) {
      assertThat(file.metadata()).containsExactly(Map.entry("format", "pt"));
    }
  }

  @Test
  void the_same_tensors_give_the_same_bytes_in_whole_words() throws IOException {
    List<StoredTensor> tensors = List.of(StoredTensor.of("a", DType.INT8, new byte[] {1}, 1));
    Path one = folder.resolve("one.safetensors");
    Path two = folder.resolve("two.safetensors");
    SafetensorsWriter.write(one, Map.of("b", "2", "a", "1"), tensors);
    SafetensorsWriter.write(two, Map.of("a", "1", "b", "2"), tensors);
    byte[] bytes = Files.readAllBytes(one);
    assertThat(Files.readAllBytes(two)).isEqualTo(bytes);
    long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(header % 8).isZero();
    assertThat(new String(bytes, 8, (int) header, StandardCharsets.UTF_8).stripTrailing())
        .isEqualTo(
            "{\"__metadata__\":{\"a\":\"1\",\"b\":\"2\"},"
                + "\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]}}");
  }

  @Test
  void an_unfinished_file_never_appears() throws IOException {
    Path file = folder.resolve("model.safetensors");
    List<SafetensorsWriter.Declared> declared =
        List.of(new SafetensorsWriter.Declared("a", DType.INT8, 1));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, Map.of(), declared)) {
      assertThatThrownBy(writer::commit).hasMessageEndingWith("0 tensors written (expected 1)");
      assertThatThrownBy(() -> writer.write(StoredTensor.of("b", DType.INT8, new byte[1], 1)))
          .hasMessageContaining("b INT8 [1] (expected a INT8 [1])");
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve("config.json"));
    }
  }

  @Test
  void closing_leaves_tensors_readable_and_opens_no_more() {
    write("model.safetensors", "a");
    Checkpoint checkpoint = Checkpoint.open(folder);
    StoredTensor read = checkpoint.tensor("a");
    checkpoint.close();
    checkpoint.close();
    assertThat(read.bytes().get(0).get(0)).isEqualTo((byte) 1);
    assertThatThrownBy(() -> checkpoint.tensor("a")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shards_are_found_by_the_index_and_without_one() throws IOException {
    write("model-1.safetensors", "a");
    write("model-2.safetensors", "b");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.names()).containsExactly("a", "b");
    }
    index("{\"a\": \"model-1.safetensors\"}");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.names()).containsExactly("a");
      assertThat(checkpoint.tensor("a").elements()).isEqualTo(1);
    }
  }

  @Test
  void one_name_in_two_files_is_refused() {
    write("model-1.safetensors", "a");
    write("model-2.safetensors", "a");
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .hasMessageContaining("tensor a (expected a name that no other file has)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": \"missing.safetensors\"}",
        "{\"z\": \"shard.safetensors\"}",
        "{\"a\": \"../shard.safetensors\"}",
        "{\"a\": \"/etc/passwd\"}",
        "{\"a\": \"x/../../shard.safetensors\"}",
        "{\"a\": \"\"}",
        "{\"a\": \".\"}",
        "{\"a\": \"\\u0000\"}",
        "{\"a\": 1}",
        "{}",
        "[]",
        "null"
      })
  void an_index_that_lies_is_refused(String map) throws IOException {
    write("shard.safetensors", "a");
    index(map);
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("Cannot read " + folder)
        .hasMessageContaining("(expected ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "3", "{", "{} {}", "\"x\"", "nonsense", "{\"a\":\"\u00ff\"}"})
  void a_configuration_that_is_no_object_is_refused(String json) throws IOException {
    write("model.safetensors", "a");
    Files.write(folder.resolve("config.json"), json.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("Cannot read " + folder.resolve("config.json") + ": ")
        .hasMessageContaining("(expected ");
  }

  @Test
  void what_is_missing_is_named() throws IOException {
    assertThatThrownBy(() -> Checkpoint.open(folder)).hasMessageContaining("no *.safetensors");
    write("model.safetensors", "a");
    Files.delete(folder.resolve("config.json"));
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .hasMessage(
            "Cannot read %s: no such file (expected a file)"
                .formatted(folder.resolve("config.json")));
    assertThatThrownBy(() -> Checkpoint.open(folder.resolve("x")))
        .hasMessageContaining("no such folder (expected a model's folder)");
  }

  @Test
  void links_may_lead_out_only_as_in_the_hub_s_cache() throws IOException {
    Path snapshot = Files.createDirectories(folder.resolve("cache/snapshots/1"));
    Path blob = Files.createDirectories(folder.resolve("cache/blobs")).resolve("abc");
    write("model.safetensors", "a");
    Files.move(folder.resolve("model.safetensors"), blob);
    Files.writeString(snapshot.resolve("config.json"), "{}");
    Files.createSymbolicLink(snapshot.resolve("model.safetensors"), Path.of("../../blobs/abc"));
    Checkpoint.open(snapshot).close();

    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("config.json"), "{}");
    Files.createSymbolicLink(other.resolve("model.safetensors"), blob);
    assertThatThrownBy(() -> Checkpoint.open(other))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("(expected a file inside the folder)");
  }

  /** The file is sparse: 3 GiB in extent, a few blocks on disk. */
  @Test
  void tensors_beyond_2_gib_are_mapped_in_slices() throws IOException {
    long gib = 1L << 30;
    String header =
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]},"
                .formatted(2 * gib - 100, 2 * gib - 100)
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,%d]}}"
                .formatted(gib + 100, 2 * gib - 100, 3 * gib);
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    long data = 8L + json.length;
    try (RandomAccessFile sparse =
        new RandomAccessFile(folder.resolve("model.safetensors").toFile(), "rw")) {
      sparse.setLength(data + 3 * gib);
      sparse.writeLong(Long.reverseBytes(json.length));
      sparse.write(json);
      sparse.seek(data + 2 * gib - 100);
      sparse.write(new byte[200]);
      sparse.seek(2 * gib - 1);
      sparse.write(new byte[] {5, 6});
      sparse.seek(data + 3 * gib - 1);
      sparse.write(7);
    }
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.parameters()).isEqualTo(3 * gib);
      assertThat(checkpoint.tensor("a").size()).isEqualTo(2 * gib - 100);
      List<ByteBuffer> a = checkpoint.tensor("a").bytes();
      List<ByteBuffer> b = checkpoint.tensor("b").bytes();
      assertThat(a.stream().mapToLong(ByteBuffer::remaining).sum()).isEqualTo(2 * gib - 100);
      assertThat(b.stream().mapToLong(ByteBuffer::remaining).sum()).isEqualTo(gib + 100);
      assertThat(at(a, 2 * gib - 1 - data)).isEqualTo((byte) 5);
      assertThat(at(a, 2 * gib - data)).isEqualTo((byte) 6);
      assertThat(at(b, gib + 99)).isEqualTo((byte) 7);
      assertThat(at(b, 0)).isZero();
    }
  }

  @Test
  void the_fingerprint_follows_content_not_place() throws IOException {
    write("model.safetensors", "a");
    String before = Fingerprint.of(folder);
    assertThat(before).matches("[0-9a-f]{64}");
    Path copy = Files.createDirectories(folder.resolve("copy"));
    Files.copy(folder.resolve("config.json"), copy.resolve("config.json"));
    Files.copy(folder.resolve("model.safetensors"), copy.resolve("model.safetensors"));
    assertThat(Fingerprint.of(copy)).isEqualTo(before);
    Files.writeString(copy.resolve("README.md"), "more");
    assertThat(Fingerprint.of(copy)).isEqualTo(before);
    Files.writeString(copy.resolve("tokenizer.json"), "{}");
    assertThat(Fingerprint.of(copy)).isNotEqualTo(before);
    write("model.safetensors", "b");
    assertThat(Fingerprint.of(folder)).isNotEqualTo(before);
  }

  private static byte at(List<ByteBuffer> slices, long position) {
    long left = position;
    for (ByteBuffer slice : slices) {
      if (left < slice.remaining()) {
        return slice.get((int) left);
      }
      left -= slice.remaining();
    }
    throw new IndexOutOfBoundsException();
  }

  private void write(String file, String tensor) {
    SafetensorsWriter.write(
        folder.resolve(file),
        Map.of(),
        List.of(StoredTensor.of(tensor, DType.INT8, new byte[] {1}, 1)));
  }

  private void index(String map) throws IOException {
    Files.writeString(folder.resolve(INDEX), "{\"weight_map\": " + map + "}");
  }
}
