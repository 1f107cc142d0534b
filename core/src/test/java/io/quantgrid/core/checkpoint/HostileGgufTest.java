package io.quantgrid.core.checkpoint;

import static io.quantgrid.core.checkpoint.GgufBuilder.little;
import static io.quantgrid.core.checkpoint.GgufBuilder.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.ggml.GgmlType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostileGgufTest {
  private static final int FUZZ_CASES = 3000;

  /** About the bytes of the header of the file that is broken. */
  private static final int HEADER = 1500;

  private static final int U8 = 0;
  private static final int BOOL = 7;
  private static final int STRING = 8;
  private static final int ARRAY = 9;

  @TempDir Path folder;

  static Stream<Arguments> lies() {
    GgufBuilder sound = GgufBuilder.llama();
    return Stream.of(
        Arguments.of("magic: 47475547 (expected 47475546", sound.build("GGUG", 3, 0, 0)),
        Arguments.of("magic: FUGG (expected GGUF", sound.build("FUGG", 3, 0, 0)),
        Arguments.of("version: 3, big-endian", sound.build("GGUF", 3 << 24, 0, 0)),
        Arguments.of("version: 1 (expected 2 or 3)", sound.build("GGUF", 1, 0, 0)),
        Arguments.of("version: 4 (expected 2 or 3)", sound.build("GGUF", 4, 0, 0)),
        Arguments.of("version: 4294967295", sound.build("GGUF", -1, 0, 0)),
        Arguments.of("number of tensors: 18446744073709551615", sound.build("GGUF", 3, -1, 0)),
        Arguments.of("number of tensors: 1099511627776", sound.build("GGUF", 3, 1L << 40, 0)),
        Arguments.of("number of metadata entries: 9999999", sound.build("GGUF", 3, 0, 9_999_999)),
        Arguments.of("metadata: a twice", of().whole("a", 1).whole("a", 2).build()),
        Arguments.of(
            "a: value type 13 (expected 0 to 12)", of().entry("a", 13, new byte[0]).build()),
        Arguments.of("a: value type 4294967295", of().entry("a", -1, new byte[0]).build()),
        Arguments.of("a: truth value 2 (expected 0 or 1)", of().entry("a", BOOL, bytes(2)).build()),
        Arguments.of("a: length: 1073741824", of().entry("a", STRING, length(1 << 30)).build()),
        Arguments.of(
            "a: length: 18446744073709551615", of().entry("a", STRING, length(-1)).build()),
        Arguments.of("a: text that is not UTF-8", of().entry("a", STRING, notUtf8()).build()),
        Arguments.of("a: 4611686018427387904", of().entry("a", ARRAY, array(4, 1L << 62)).build()),
        Arguments.of("a: 9223372036854775808", of().entry("a", ARRAY, array(U8, 1L << 63)).build()),
        Arguments.of("a: arrays deeper than 4", of().entry("a", ARRAY, nested(5)).build()),
        Arguments.of(
            "a: the file ends (expected 8 bytes more)", cut(of().entry("a", 12, new byte[8]), 36)),
        Arguments.of("general.alignment: 48 (expected a power of two)", aligned(48)),
        Arguments.of("general.alignment: 0 (expected a power of two)", aligned(0)),
        Arguments.of(
            "t: 5 dimensions (expected 0 to 4)", of().claim("t", 0, 0, 1, 1, 1, 1, 1).build()),
        Arguments.of(
            "t: shape [0, 4] (expected extents from 1", of().claim("t", 0, 0, 0, 4).build()),
        Arguments.of("t: shape [-1, 4]", of().claim("t", 0, 0, -1, 4).build()),
        Arguments.of(
            "t: shape [4294967296, 4294967296]", of().claim("t", 0, 0, 1L << 32, 1L << 32).build()),
        Arguments.of("t: shape [2305843009213693952]", of().claim("t", 0, 0, 1L << 61).build()),
        Arguments.of(
            "t: 33 columns (expected a multiple of 32 for Q8_0)",
            of().claim("t", 8, 0, 2, 33).build()),
        Arguments.of(
            "t: Cannot decode ggml type: 4, Q4_2, removed from ggml",
            of().claim("t", 4, 0, 32).build()),
        Arguments.of(
            "t: Cannot decode ggml type: 99 (expected one of F32",
            of().claim("t", 99, 0, 32).build()),
        Arguments.of("t: offset 8 (expected a multiple of 32)", of().claim("t", 0, 8, 1).build()),
        Arguments.of("t: offset 18446744073709551584", of().claim("t", 0, -32, 1).build()),
        Arguments.of(
            "t: 4 bytes from 32 (expected at most 0 bytes of data",
            of().claim("t", 0, 32, 1).build()),
        Arguments.of(
            "t: 4 bytes from 9223372036854775776",
            of().claim("t", 0, Long.MAX_VALUE - 31, 1).build()),
        Arguments.of(
            "tensors: t twice", of().claim("t", 0, 0, 1).tensor("t", GgmlType.F32, 1).build()),
        Arguments.of(
            "u: data over that of t",
            of().claim("t", 0, 0, 16).tensor("u", GgmlType.F32, 64).build()),
        Arguments.of("general.architecture: missing (expected one of [", of().build()),
        Arguments.of(
            "general.architecture: \"x\" (expected one of [",
            of().text("general.architecture", "x").build()),
        Arguments.of(
            "split.count: 3 (expected one file",
            GgufBuilder.llama().whole("split.count", 3).build()),
        Arguments.of(
            "blk.0.ffn_up_exps.weight has 5000 experts",
            GgufBuilder.llama()
                .tensor("blk.0.ffn_up_exps.weight", GgmlType.F32, 5000, 1, 1)
                .build()),
        Arguments.of(
            "llama.rope.magic: unknown", GgufBuilder.llama().whole("llama.rope.magic", 1).build()),
        Arguments.of(
            "llama.rope.scaling.type: su (expected one of none",
            GgufBuilder.llama().text("llama.rope.scaling.type", "su").build()),
        Arguments.of(
            "blk.0.attn_x.weight: unknown tensor",
            GgufBuilder.llama().tensor("blk.0.attn_x.weight", GgmlType.F32, 1).build()),
        Arguments.of(
            "blk.00.ffn_up.weight: a second model.layers.0.mlp.up_proj.weight",
            GgufBuilder.llama().tensor("blk.00.ffn_up.weight", GgmlType.F32, 1).build()),
        Arguments.of(
            "3 rows are no multiple of 4",
            GgufBuilder.llama().tensor("blk.1.attn_q.weight", GgmlType.F32, 3, 4).build()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void a_header_that_lies_is_refused(String reason, byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("x.gguf"), bytes);
    assertThatThrownBy(() -> Checkpoint.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("Cannot read " + file + ": ")
        .hasMessageContaining(reason)
        .hasMessageContaining("(expected ");
  }

  @Test
  void a_sound_file_is_read_and_every_shorter_one_refused() throws IOException {
    byte[] sound = GgufBuilder.llama().build();
    Path file = Files.write(folder.resolve("x.gguf"), sound);
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertThat(checkpoint.names()).hasSize(11);
    }
    for (int length = 0; length < sound.length - 31; length++) {
      Files.write(file, Arrays.copyOf(sound, length));
      assertThatThrownBy(() -> Checkpoint.open(file)).isInstanceOf(CheckpointException.class);
    }
  }

  @Test
  void two_files_in_a_folder_are_not_guessed_between() throws IOException {
    Files.write(folder.resolve("a.gguf"), GgufBuilder.llama().build());
    Checkpoint.open(folder).close();
    Files.write(folder.resolve("b.gguf"), GgufBuilder.llama().build());
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "Cannot read %s: 2 files *.gguf (expected one, or the name of the file itself)"
                .formatted(folder));
  }

  /** Bit flips, truncations, insertions and extreme numbers: read, or refused, nothing else. */
  @Test
  void mutations_of_a_sound_file_are_read_or_refused() throws IOException {
    byte[] sound =
        GgufBuilder.llama()
            .texts("tokenizer.ggml.tokens", List.of("a", "b", "c", "d"))
            .wholes("tokenizer.ggml.token_type", 1, 1, 1, 3)
            .build();
    new Mutations(
            HEADER,
            List.of(
                Mutations.FLIP,
                Mutations.CUT,
                (bytes, at, random) -> eightBytes(bytes, at, -1),
                (bytes, at, random) -> eightBytes(bytes, at, 0),
                Mutations.INSERT))
        .areReadOrRefused(
            sound,
            folder.resolve("x.gguf"),
            FUZZ_CASES,
            file -> {
              try (Checkpoint opened = Checkpoint.open(file)) {
                opened.names().forEach(name -> Mutations.readAll(opened.tensor(name)));
              }
            });
  }

  private static byte[] eightBytes(byte[] bytes, int at, int value) {
    Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) value);
    return bytes;
  }

  private static GgufBuilder of() {
    return new GgufBuilder();
  }

  private static byte[] aligned(int bytes) {
    return of().whole("general.alignment", bytes).build();
  }

  private static byte[] bytes(int value) {
    return new byte[] {(byte) value};
  }

  private static byte[] length(long value) {
    return little(8).putLong(value).array();
  }

  private static byte[] array(int type, long count) {
    return little(12).putInt(type).putLong(count).array();
  }

  private static byte[] nested(int depth) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 1; i < depth; i++) {
      out.writeBytes(array(ARRAY, 1));
    }
    out.writeBytes(array(U8, 1));
    out.write(0);
    return out.toByteArray();
  }

  private static byte[] notUtf8() {
    byte[] text = string("ab");
    text[8] = (byte) 0xFF;
    return text;
  }

  private static byte[] cut(GgufBuilder builder, int length) {
    byte[] whole = builder.build();
    assertThat(new String(whole, StandardCharsets.ISO_8859_1)).startsWith("GGUF");
    return Arrays.copyOf(whole, length + 4);
  }
}
