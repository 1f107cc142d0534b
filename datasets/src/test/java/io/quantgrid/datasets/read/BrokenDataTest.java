package io.quantgrid.datasets.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.TaskException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One message a defect, with the user's file, and line or row. */
class BrokenDataTest {
  @TempDir Path folder;

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("a.csv", "q,a\nx,1\ny\nz,3\n", "line 3: 1 values for 2 columns [q, a]"),
        Arguments.of("a.csv", "q,a\nx,1,2\n", "line 2: 3 values for 2 columns"),
        Arguments.of("a.csv", "q,a\n\"x\n\ny\",1,2\n", "line 2: 3 values for 2 columns"),
        Arguments.of("a.csv", "q,a\n\"x,1\ny,2\n", "EOF"),
        Arguments.of("a.csv", "q,a\n\"x\"y,1\n", "line: 2"),
        Arguments.of("a.tsv", "q\ta\nx\n", "line 2: 1 values"),
        Arguments.of("a.json", "[{\"q\": 1},\n{\"q\": 2\n", "line 3"),
        Arguments.of("a.json", "[{\"q\": 1},\n 7]", "line 2: item 2: VALUE_NUMBER_INT instead"),
        Arguments.of("a.json", "[{\"q\": 1}]\n[]", "line 2: START_ARRAY after the end"),
        Arguments.of("a.json", "{\"q\": 1}\n7", "line 2: VALUE_NUMBER_INT instead of an object"),
        Arguments.of("a.json", "{\"q\": 1}\n{\"q\": 1, \"q\": 2}", "line 2: Duplicate"),
        Arguments.of("a.json", "7", "instead of an object"),
        Arguments.of("a.json", "[{\"q\": NaN}]", "NaN"),
        Arguments.of("a.json", "[{\"q\": \"\\ud83d\"}]", "line 1: half a surrogate pair"),
        Arguments.of("a.data", "x", "a file of unknown kind"),
        Arguments.of("a.csv.gz", "q\nx\n", "GZIP"),
        Arguments.of("a.jsonl.zst", "{}", "a.jsonl.zst"),
        Arguments.of("a.parquet", "PAR1", "is the file cut, or no Parquet?"),
        Arguments.of("a.parquet", "", "is the file cut, or no Parquet?"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void what_is_wrong_is_told_with_file_and_line(String name, String text, String reason)
      throws IOException {
    Path file = Written.text(folder.resolve(name), text);
    assertThatThrownBy(() -> open(file, ReadOptions.NONE))
        .isInstanceOf(TaskException.class)
        .hasMessageStartingWith("Cannot read " + file + ": ")
        .hasMessageContaining(reason)
        .hasMessageContaining("(expected ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.csv", "a.json", "a.txt", "a.jsonl", "a.jsonl.gz", "a.csv.zst"})
  void bytes_of_another_encoding_are_told_with_their_position(String name) throws IOException {
    String text = name.startsWith("a.json") ? "{\"q\": \"é\"}\n" : "q\né\n";
    byte[] utf8 = text.repeat(20_000).getBytes(StandardCharsets.UTF_8);
    byte[] latin1 = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] mixed = Arrays.copyOf(utf8, utf8.length + latin1.length);
    System.arraycopy(latin1, 0, mixed, utf8.length, latin1.length);
    Path plain = Files.write(folder.resolve(name.replaceAll("\\.(gz|zst)$", "")), mixed);
    Path file =
        switch (Compression.of(name)) {
          case GZIP -> Written.gzip(plain);
          case ZSTD -> Written.zstd(plain);
          case NONE -> plain;
        };
    long position =
        (long) utf8.length + new String(latin1, StandardCharsets.ISO_8859_1).indexOf('é');
    assertThatThrownBy(
            () -> {
              Documents read = open(file, ReadOptions.NONE);
              read.read(0, read.size());
            })
        .isInstanceOf(TaskException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("not UTF-8: byte 0xe9 at position " + position + " of the file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.jsonl.gz", "a.csv.gz", "a.jsonl.zst", "a.json.zst", "a.parquet"})
  void a_file_that_was_cut_is_told_wherever_it_was_cut(String name) throws IOException {
    Path whole = whole(name);
    byte[] bytes = Files.readAllBytes(whole);
    Random random = new Random(5);
    for (int repeat = 0; repeat < 20; repeat++) {
      int length = repeat == 0 ? bytes.length - 1 : 1 + random.nextInt(bytes.length - 1);
      Path cut = Files.write(folder.resolve("cut-" + name), Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> open(cut, ReadOptions.NONE))
          .describedAs("%d of %d bytes", length, bytes.length)
          .isInstanceOf(TaskException.class)
          .hasMessageStartingWith("Cannot read " + cut);
    }
  }

  private Path whole(String name) throws IOException {
    List<Map<String, Object>> documents =
        java.util.stream.IntStream.range(0, 500)
            .mapToObj(i -> Map.<String, Object>of("question", "q" + (i * 7919) % 1000))
            .toList();
    Path plain = folder.resolve(name.replaceAll("\\.(gz|zst)$", ""));
    switch (DataFormat.of(name).orElseThrow()) {
      case JSON -> Written.json(plain, documents);
      case CSV -> Written.csv(plain, ",", documents);
      case PARQUET -> Written.parquet(plain, CompressionCodecName.SNAPPY, documents);
      default -> Written.jsonLines(plain, documents);
    }
    return switch (Compression.of(name)) {
      case GZIP -> Written.gzip(plain);
      case ZSTD -> Written.zstd(plain);
      case NONE -> plain;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.json", "a.csv", "a.parquet", "a.jsonl.gz", "a.json.zst"})
  void random_damage_gives_documents_or_a_task_exception_and_nothing_else(String name)
      throws IOException {
    byte[] good = Files.readAllBytes(whole(name));
    Random random = new Random(11);
    for (int repeat = 0; repeat < 50; repeat++) {
      byte[] bytes = good.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(folder.resolve("damaged-" + name), bytes);
      try {
        Documents read = open(file, ReadOptions.NONE);
        assertThat(read.read(0, read.size())).hasSize(read.size());
      } catch (TaskException e) {
        assertThat(e).hasMessageContaining(file.toString());
      }
    }
  }

  @Test
  void a_quote_that_is_never_closed_does_not_fill_the_memory() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, "q\n\"" + "x\n".repeat(12 << 20));
    assertThatThrownBy(() -> open(file, ReadOptions.NONE))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("is a quote or bracket not closed?");
  }

  @Test
  void a_field_that_is_not_there_is_told_with_those_that_are() throws IOException {
    Path file =
        Written.text(folder.resolve("a.json"), "{\"version\": 1,\n \"data\": [{\"q\": 1}]}");
    assertThatThrownBy(() -> open(file, field("dta")))
        .hasMessageContaining("no field dta, only [version, data]");
    assertThatThrownBy(() -> open(file, field("version")))
        .hasMessageContaining("field version holds VALUE_NUMBER_INT");
    Path uneven = Written.text(folder.resolve("b.json"), "{\"d\": {\"q\": [1, 2],\n \"a\": [3]}}");
    assertThatThrownBy(() -> open(uneven, field("d")))
        .hasMessageContaining("item 2: columns [a] end, [q] go on");
  }

  @Test
  void a_cache_that_cannot_be_written_is_told_with_the_property_that_moves_it() throws IOException {
    Path file = Written.text(folder.resolve("a.csv"), "q\nx\n");
    Path blocked = Written.text(folder.resolve("file"), "");
    assertThatThrownBy(() -> new DocumentFiles(blocked).open(file, ReadOptions.NONE))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("quantgrid.cache");
  }

  private static ReadOptions field(String name) {
    return new ReadOptions(
        Optional.empty(), Optional.of(name), Optional.empty(), List.of(), ReadOptions.Unit.LINE);
  }

  private Documents open(Path file, ReadOptions options) {
    return new DocumentFiles(folder.resolve("cache")).open(file, options);
  }
}
