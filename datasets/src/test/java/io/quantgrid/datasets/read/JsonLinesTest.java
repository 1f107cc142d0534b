package io.quantgrid.datasets.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.TaskException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonLinesTest {
  @TempDir Path folder;

  @Test
  void values_come_as_they_stand_in_the_file() throws IOException {
    JsonLines lines =
        open(
            "{\"s\": \"é\\n🙂\", \"i\": 3, \"big\": 12345678901234567890, \"d\": 1e-7, \"b\": true,"
                + " \"n\": null, \"l\": [1, \"x\"], \"m\": {\"k\": []}}");
    Map<String, Object> fields = lines.read(0, 1).get(0).fields();
    assertThat(fields.keySet()).containsExactly("s", "i", "big", "d", "b", "n", "l", "m");
    assertThat(fields)
        .containsEntry("s", "é\n🙂")
        .containsEntry("i", 3L)
        .containsEntry("big", new BigInteger("12345678901234567890"))
        .containsEntry("d", 1e-7)
        .containsEntry("b", true)
        .containsEntry("n", null)
        .containsEntry("l", List.of(1L, "x"))
        .containsEntry("m", Map.of("k", List.of()));
  }

  @Test
  void a_byte_order_mark_blank_lines_and_windows_line_ends_are_passed_over() throws IOException {
    JsonLines lines = open("\ufeff{\"a\": 1}\r\n\r\n  \n\t{\"a\": 2} \r\n{\"a\": 3}");
    assertThat(lines.size()).isEqualTo(3);
    assertThat(lines.read(0, 3)).extracting(d -> d.fields().get("a")).containsExactly(1L, 2L, 3L);
    assertThat(lines.read(0, 3))
        .extracting(Document::origin)
        .containsExactly("data.jsonl:1", "data.jsonl:4", "data.jsonl:5");
  }

  @Test
  void a_column_that_only_other_lines_have_is_null_and_said_to_be_absent() throws IOException {
    JsonLines lines = open("{\"a\": 1, \"b\": {\"c\": [2]}}\n{\"d\": 3\n{\"a\": 4, \"e\": null}\n");
    Document first = lines.read(0, 1).get(0);
    assertThat(first.fields()).containsEntry("e", null).doesNotContainKey("d");
    assertThat(first.absent()).containsExactly("e");
    Document last = lines.read(2, 3).get(0);
    assertThat(last.fields().keySet()).containsExactly("a", "e", "b");
    assertThat(last.absent()).containsExactly("b");
    assertThat(last.columns()).containsExactly("a", "e");
    assertThat(open("{\"a\": 1}\n{\"a\": 2}\n").read(0, 2))
        .allSatisfy(document -> assertThat(document.absent()).isEmpty());
  }

  @Test
  void any_range_gives_what_the_whole_gives_there() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      text.append("{\"i\": ")
          .append(i)
          .append(", \"pad\": \"")
          .append("x".repeat(i % 97))
          .append("\"}\n");
    }
    JsonLines lines = open(text.toString());
    List<Document> all = lines.read(0, lines.size());
    assertThat(all).hasSize(5000);
    Random random = new Random(1);
    for (int repeat = 0; repeat < 50; repeat++) {
      int from = random.nextInt(5000);
      int to = from + random.nextInt(5001 - from);
      assertThat(lines.read(from, to)).isEqualTo(all.subList(from, to));
    }
  }

  @Test
  void a_file_without_documents_has_size_zero() throws IOException {
    assertThat(open("").size()).isZero();
    assertThat(open("\n \n").size()).isZero();
    assertThat(open("\ufeff").size()).isZero();
  }

  static Stream<Arguments> hostileLines() {
    return Stream.of(
        Arguments.of("{\"a\": 1", "line 2"),
        Arguments.of("{\"a\": 1} {\"a\": 2}", "more than one value"),
        Arguments.of("{\"a\": 1, \"a\": 2}", "Duplicate"),
        Arguments.of("[1]", "START_ARRAY instead of an object"),
        Arguments.of("12", "instead of an object"),
        Arguments.of("{'a': 1}", "line 2"),
        Arguments.of("{\"a\": NaN}", "NaN"),
        Arguments.of("{\"a\": 1e999}", "too large"),
        Arguments.of("{\"a\": " + "9".repeat(2000) + "}", "1000"),
        Arguments.of("{\"a\": " + "[".repeat(5000) + "]".repeat(5000) + "}", "depth"),
        Arguments.of("{\"a\": \"\\ud83d\"}", "surrogate"),
        Arguments.of("{\"a\": \"\\udc00\\ud83d\"}", "surrogate"),
        Arguments.of("{\"a\": \"tab\tinside\"}", "line 2"),
        Arguments.of("{\"a\": 1}\0", "line 2"),
        Arguments.of("{\"a\": 01}", "line 2"));
  }

  @ParameterizedTest
  @MethodSource("hostileLines")
  void what_is_no_json_object_is_an_error_with_file_and_line(String line, String reason)
      throws IOException {
    JsonLines lines = open("{\"a\": 0}\n" + line + "\n");
    assertThat(lines.read(0, 1)).hasSize(1);
    assertThatThrownBy(() -> lines.read(0, 2))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("data.jsonl: line 2")
        .hasMessageContaining(reason);
  }

  @Test
  void bytes_that_are_not_utf8_are_an_error() throws IOException {
    for (byte[] bad :
        List.of(
            new byte[] {(byte) 0xff},
            new byte[] {(byte) 0xc0, (byte) 0x80},
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            new byte[] {(byte) 0xe2, (byte) 0x82})) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      line.writeBytes("{\"a\": \"".getBytes(StandardCharsets.UTF_8));
      line.writeBytes(bad);
      line.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
      Files.write(folder.resolve("data.jsonl"), line.toByteArray());
      assertThatThrownBy(() -> JsonLines.open(folder.resolve("data.jsonl")).read(0, 1))
          .isInstanceOf(TaskException.class)
          .hasMessageContaining("line 1")
          .hasMessageContaining("not UTF-8");
    }
  }

  @Test
  void a_line_without_end_is_refused_before_it_is_held_in_memory() throws IOException {
    byte[] long20MiB = new byte[20 << 20];
    Arrays.fill(long20MiB, (byte) 'x');
    Path file = Files.write(folder.resolve("data.jsonl"), long20MiB);
    assertThatThrownBy(() -> JsonLines.open(file))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("line 1 is too long");
  }

  @Test
  void a_missing_file_and_a_folder_are_errors() {
    assertThatThrownBy(() -> JsonLines.open(folder.resolve("none.jsonl")))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("none.jsonl: no such file");
    assertThatThrownBy(() -> JsonLines.open(folder)).hasMessageContaining("not a file");
  }

  @Test
  void a_file_that_changes_under_way_is_noticed() throws IOException {
    JsonLines lines = open("{\"a\": 1}\n");
    Files.writeString(lines.file(), "{\"a\": 1}\n{\"a\": 2}\n");
    assertThatThrownBy(() -> lines.read(0, 1)).hasMessageContaining("changed while it was in use");
  }

  @Test
  void random_damage_gives_documents_or_a_task_exception_and_nothing_else() throws IOException {
    byte[] good =
        "{\"a\": \"x\\u00e9\", \"b\": [1, 2.5e3, {\"c\": null}]}\n{\"a\": \"y\"}\n"
            .getBytes(StandardCharsets.UTF_8);
    Random random = new Random(7);
    for (int repeat = 0; repeat < 2000; repeat++) {
      byte[] bytes = good.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(folder.resolve("data.jsonl"), bytes);
      try {
        JsonLines lines = JsonLines.open(file);
        assertThat(lines.read(0, lines.size())).hasSize(lines.size());
      } catch (TaskException e) {
        assertThat(e).hasMessageContaining("data.jsonl");
      }
    }
  }

  private JsonLines open(String text) throws IOException {
    return JsonLines.open(Files.writeString(folder.resolve("data.jsonl"), text));
  }
}
