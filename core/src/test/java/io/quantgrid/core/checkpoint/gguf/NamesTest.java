package io.quantgrid.core.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.kernels.ggml.GgmlType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NamesTest {
  private static final int HEADS = 4;

  /** Architectures without a golden family of their own; their names are those of another. */
  private static final List<String> UNLISTED = List.of("qwen3moe");

  static Stream<String> lines() throws IOException {
    try (InputStream in = NamesTest.class.getResourceAsStream("/gguf/names.tsv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#"));
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void tensors_have_the_names_that_gguf_py_maps(String line) {
    String[] row = line.split("\t", -1);
    boolean second = row[3].contains(".experts.1.");
    long[] shape =
        second
            ? new long[] {2, 3, 32}
            : row[3].endsWith(".bias") || row[3].contains("norm")
                ? new long[] {72}
                : new long[] {72, 32};
    GgufTensor tensor = new GgufTensor(row[2], GgmlType.F32, shape, 0, 0);
    Names names = Architectures.find(row[1]).orElseThrow().names(settings(row[0], row[1]));
    assertThat(names.of(tensor).orElseThrow().get(second ? 1 : 0).name()).isEqualTo(row[3]);
  }

  @Test
  void every_architecture_has_reference_names() throws IOException {
    TreeSet<String> listed = new TreeSet<>(UNLISTED);
    lines().map(line -> line.split("\t", -1)[1]).forEach(listed::add);
    assertThat(listed).isEqualTo(Architectures.names());
  }

  /** As {@code w.reshape(heads, half, 2).swapaxes(1, 2)}. */
  @Test
  void rows_of_rotated_heads_go_back_to_halves() {
    assertThat(rows(Turn.halvesOfHeads(2), 12))
        .containsExactly(0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11);
  }

  /** All queries, all keys, all values of two heads, two rows each, to head by head. */
  @Test
  void fused_rows_go_back_to_heads() {
    assertThat(rows(Turn.groupsOfHeads(2, 1), 12))
        .containsExactly(0, 1, 4, 5, 8, 9, 2, 3, 6, 7, 10, 11);
    assertThat(rows(Turn.groupsOfHeads(2, 2), 8)).containsExactly(0, 1, 4, 6, 2, 3, 5, 7);
    assertThat(rows(Turn.groupsOfHeads(1, 3), 10)).isEqualTo(LongStream.range(0, 10).toArray());
  }

  @Test
  void experts_are_pieces_of_one_tensor() {
    GgufTensor tensor = new GgufTensor("e", GgmlType.F32, new long[] {3, 2, 5}, 0, 120);
    List<GgufWeight> experts = Turn.EXPERTS.weights("experts.%d.w", tensor);
    assertThat(experts.stream().map(GgufWeight::name))
        .containsExactly("experts.0.w", "experts.1.w", "experts.2.w");
    assertThat(experts.get(2).shape()).containsExactly(2, 5);
    assertThat(experts.get(2).rows().applyAsLong(1)).isEqualTo(5);
  }

  private static long[] rows(Turn turn, int count) {
    GgufTensor tensor = new GgufTensor("t", GgmlType.F32, new long[] {count, 3}, 0, 0);
    GgufWeight weight = turn.weights("t", tensor).get(0);
    return LongStream.range(0, count).map(weight.rows()).toArray();
  }

  private static Settings settings(String family, String architecture) {
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    metadata.put(architecture + ".embedding_length", 32);
    metadata.put(architecture + ".block_count", 1);
    metadata.put(architecture + ".attention.head_count", HEADS);
    metadata.put(architecture + ".attention.head_count_kv", kvHeads(family));
    return new Settings(Path.of("x.gguf"), metadata, architecture);
  }

  private static int kvHeads(String family) {
    return switch (family) {
      case "falcon-7b" -> 1;
      case "falcon-40b" -> 2;
      default -> HEADS;
    };
  }
}
