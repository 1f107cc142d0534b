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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileSafetensorsTest {
  private static final int FUZZ_CASES = 3000;

  private static final Mutations.Kind OTHER_LENGTH =
      (bytes, at, random) -> {
        bytes[random.nextInt(Math.min(8, bytes.length))] = (byte) random.nextInt();
        return bytes;
      };

  private static final Mutations.Kind OTHER_NUMBER =
      (bytes, at, random) -> {
        String digit = String.valueOf(random.nextInt(10));
        String[] numbers = {
          "-1", "1e9", "9223372036854775807", "999999999999", "null", "[0]", "\"\""
        };
        return new String(bytes, StandardCharsets.ISO_8859_1)
            .replaceFirst(digit, numbers[random.nextInt(numbers.length)])
            .getBytes(StandardCharsets.ISO_8859_1);
      };

  @TempDir Path folder;

  /** Headers over 8 bytes of data, with the words that the refusal must have. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} => a: data_offsets [0, 8] (expected 12 bytes",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,12]}} => expected 8 bytes for F32 [2]",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} => data: 8 bytes (expected 4",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} => a: data from byte 4 (expected from 0",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} => b: data from byte 4 (expected from 8",
        "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}} => data: 8 bytes (expected 16",
        "{'a':{'dtype':'F32','shape':[1000000000000],'data_offsets':[0,4000000000000]}} => data: 8 bytes",
        "{'a':{'dtype':'F32','shape':[1000000000000,1000000000000],'data_offsets':[0,8]}} => shape [1000000000000, 1000000000000] of F32 (expected whole bytes below 2^63)",
        "{'a':{'dtype':'F32','shape':[4611686018427387906],'data_offsets':[0,8]}} => shape [4611686018427387906]",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} => number -2 (expected 0 to 2^63 - 1)",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}} => number -8",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} => data_offsets [8, 0]",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}} => more than 2 numbers",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}} => incomplete entry",
        "{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]}} => number 99999999999999999999",
        "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} => VALUE_NUMBER_FLOAT (expected VALUE_NUMBER_INT)",
        "{'a':{'dtype':'F31','shape':[2],'data_offsets':[0,8]}} => dtype F31 (expected [BOOL",
        "{'a':{'dtype':'F4','shape':[15],'data_offsets':[0,8]}} => shape [15] of F4 (expected whole bytes",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}} => key x (expected dtype, shape, data_offsets)",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} => Duplicate field 'a'",
        "{'a':{'dtype':'F32','dtype':'F32','shape':[2],'data_offsets':[0,8]}} => Duplicate field",
        "{'__metadata__':{'a':1}} => VALUE_NUMBER_INT (expected VALUE_STRING)",
        "{'a':3} => VALUE_NUMBER_INT (expected START_OBJECT)",
        "{} => data: 8 bytes (expected 0",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]} => expected a safetensors header",
        "[] => first byte 91 (expected {)",
        "{}x => expected a safetensors header",
        "{}{} => text after the object",
      })
  void a_header_that_lies_is_refused(String header, String reason) throws IOException {
    Path file = write(header.replace('\'', '"').getBytes(StandardCharsets.UTF_8), 8);
    String expected = reason.startsWith("Duplicate") ? reason.replace("'a'", "") : reason;
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("Cannot read " + file + ": ")
        .hasMessageContaining("(expected ")
        .hasMessageContaining(expected.strip());
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_001, 3, 1L << 32})
  void a_header_longer_than_the_file_is_refused(long length) throws IOException {
    Path file = folder.resolve("x.safetensors");
    Files.write(file, head(length, "{}".getBytes(StandardCharsets.UTF_8)));
    assertThatThrownBy(() -> Safetensors.open(file))
        .hasMessage(
            "Cannot read %s: header of %s bytes (expected at most 2)"
                .formatted(file, Long.toUnsignedString(length)));
  }

  @Test
  void a_header_over_the_limit_is_refused_unread() throws IOException {
    Path file = folder.resolve("x.safetensors");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(300_000_000);
      sparse.write(head(200_000_000, new byte[0]));
    }
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("header of 200000000 bytes (expected at most 100000000)");
  }

  @Test
  void short_files_folders_and_absent_files_are_refused() throws IOException {
    Path file = folder.resolve("x.safetensors");
    assertThatThrownBy(() -> Safetensors.open(file)).hasMessageContaining("no such file");
    assertThatThrownBy(() -> Safetensors.open(folder)).hasMessageContaining("not a file");
    for (int n = 0; n < 8; n++) {
      Files.write(file, new byte[n]);
      assertThatThrownBy(() -> Safetensors.open(file))
          .hasMessage("Cannot read %s: %d bytes (expected at least 8)".formatted(file, n));
    }
  }

  @Test
  void deep_nesting_and_text_that_is_not_utf8_are_refused() throws IOException {
    Path deep = write(("{\"a\":" + "[".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8), 0);
    assertThatThrownBy(() -> Safetensors.open(deep)).isInstanceOf(CheckpointException.class);
    Path nested =
        write(
            ("{\"__metadata__\":" + "{\"a\":".repeat(100_000)).getBytes(StandardCharsets.UTF_8), 0);
    assertThatThrownBy(() -> Safetensors.open(nested)).isInstanceOf(CheckpointException.class);
    Path latin = write("{\"\u00ff\":1}".getBytes(StandardCharsets.ISO_8859_1), 0);
    assertThatThrownBy(() -> Safetensors.open(latin))
        .hasMessageContaining("text that is not UTF-8");
    Path surrogate =
        write(new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'}, 0);
    assertThatThrownBy(() -> Safetensors.open(surrogate))
        .hasMessageContaining("text that is not UTF-8");
  }

  @Test
  void types_that_nothing_computes_with_are_refused_when_asked_for() throws IOException {
    Path file =
        write(
            "{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}"
                .getBytes(StandardCharsets.UTF_8),
            8);
    try (Safetensors opened = Safetensors.open(file)) {
      assertThat(opened.names()).containsExactly("a");
      assertThatThrownBy(() -> opened.tensor("a"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("a: dtype F64 (expected one of [FLOAT32");
      assertThatThrownBy(() -> opened.tensor("b"))
          .hasMessage("Cannot read %s: b (expected one of its 1 tensors)".formatted(file));
    }
  }

  /** Bit flips, truncations, insertions and edits of numbers: read, or refused, nothing else. */
  @Test
  void mutations_of_a_sound_file_are_read_or_refused() throws IOException {
    Path file = folder.resolve("x.safetensors");
    SafetensorsWriter.write(
        file,
        Map.of("format", "pt"),
        List.of(
            StoredTensor.of("model.a.weight", DType.FLOAT32, new byte[24], 2, 3),
            StoredTensor.of("model.b.weight", DType.BFLOAT16, new byte[8], 4),
            StoredTensor.of("model.c", DType.INT64, new byte[8])));
    new Mutations(
            Integer.MAX_VALUE,
            List.of(Mutations.FLIP, Mutations.CUT, OTHER_LENGTH, OTHER_NUMBER, Mutations.INSERT))
        .areReadOrRefused(
            Files.readAllBytes(file),
            file,
            FUZZ_CASES,
            broken -> {
              try (Safetensors opened = Safetensors.open(broken)) {
                Mutations.readAll(opened);
              }
            });
  }

  private Path write(byte[] header, int dataBytes) throws IOException {
    Path file = Files.createTempFile(folder, "x", ".safetensors");
    byte[] head = head(header.length, header);
    Files.write(file, Arrays.copyOf(head, head.length + dataBytes));
    return file;
  }

  private static byte[] head(long length, byte[] header) {
    return ByteBuffer.allocate(8 + header.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(header)
        .array();
  }
}
