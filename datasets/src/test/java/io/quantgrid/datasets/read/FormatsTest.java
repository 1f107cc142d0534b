package io.quantgrid.datasets.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each format means beyond what all have in common. */
class FormatsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2,-3            | [1, 2, -3]",
        "1,,3              | [1.0, null, 3.0]",
        "007,+1, 2         | [7, 1, 2]",
        "1.5,2,.5,1e3      | [1.5, 2.0, 0.5, 1000.0]",
        "True,false,TRUE   | [true, false, true]",
        "True,,false       | [true, null, false]",
        "1,True            | [1, True]",
        "1,x               | [1, x]",
        "None,NA,nan,x     | [null, null, null, x]",
        "None,N/A          | [null, null]",
        "inf,-Infinity     | [Infinity, -Infinity]",
        "9223372036854775808,1       | [9223372036854775808, 1]",
        "9223372036854775808,-1      | [9223372036854775808, -1]",
        "99999999999999999999,1      | [99999999999999999999, 1]",
        "2026-01-31        | [2026-01-31]"
      })
  void columns_of_csv_are_typed_by_all_their_values(String values, String expected)
      throws IOException {
    String rows =
        String.join("", Arrays.stream(values.split(",", -1)).map(v -> "x," + v + "\n").toList());
    Documents read = open("a.csv", "q,a\n" + rows, ReadOptions.NONE);
    assertThat(column(read, "a")).hasToString(expected);
  }

  @Test
  void whole_numbers_of_csv_are_long_until_one_is_not() throws IOException {
    assertThat(column(open("a.csv", "a\n1\n2\n", ReadOptions.NONE), "a")).containsExactly(1L, 2L);
    assertThat(column(open("b.csv", "a\n1\n9223372036854775808\n", ReadOptions.NONE), "a"))
        .containsExactly(1L, BigInteger.TWO.pow(63));
    assertThat(column(open("c.csv", "a\n1\n99999999999999999999\n", ReadOptions.NONE), "a"))
        .containsExactly("1", "99999999999999999999");
  }

  @Test
  void headers_of_csv_that_repeat_or_lack_names_get_those_of_pandas() throws IOException {
    Documents read = open("a.csv", ",a,a,b\n0,1,2,3\n", ReadOptions.NONE);
    assertThat(read.read(0, 1).get(0).fields())
        .containsExactly(
            Map.entry("Unnamed: 0", 0L),
            Map.entry("a", 1L),
            Map.entry("a.1", 2L),
            Map.entry("b", 3L));
  }

  @Test
  void columns_and_the_delimiter_of_csv_may_be_given() throws IOException {
    ReadOptions options =
        new ReadOptions(
            Optional.of("csv"),
            Optional.empty(),
            Optional.of(";"),
            List.of("q", "a"),
            ReadOptions.Unit.LINE);
    Documents read = open("a.data", "x;1\ny;2", options);
    assertThat(column(read, "q")).containsExactly("x", "y");
    assertThat(column(read, "a")).containsExactly(1L, 2L);
  }

  @Test
  void a_csv_file_of_a_header_alone_or_of_nothing_has_no_documents() throws IOException {
    assertThat(open("a.csv", "q,a\n", ReadOptions.NONE).size()).isZero();
    assertThat(open("b.csv", "", ReadOptions.NONE).size()).isZero();
    assertThat(open("a.json", "[]", ReadOptions.NONE).size()).isZero();
    assertThat(open("b.json", " ", ReadOptions.NONE).size()).isZero();
    assertThat(open("a.txt", "", ReadOptions.NONE).size()).isZero();
  }

  @Test
  void documents_may_stand_under_a_field_as_a_list_or_as_columns() throws IOException {
    ReadOptions data = field("data");
    Documents list =
        open("a.json", "{\"v\": [9], \"data\": [{\"q\": 1}, {\"q\": 2}], \"w\": 0}", data);
    Documents columns =
        open("b.json", "{\"v\": [9], \"data\": {\"q\": [1, 2], \"a\": [[], {}]}}", data);
    assertThat(column(list, "q")).containsExactly(1L, 2L);
    assertThat(column(columns, "q")).containsExactly(1L, 2L);
    assertThat(column(columns, "a")).containsExactly(List.of(), Map.of());
  }

  @Test
  void an_object_of_anything_but_columns_is_one_document() throws IOException {
    for (String one :
        List.of("{\"q\": 1}", "{\"q\": [1], \"a\": [1, 2]}", "{\"q\": [], \"a\": 2}")) {
      assertThat(open("a.json", one, ReadOptions.NONE).size()).describedAs(one).isOne();
    }
    assertThat(open("a.json", "{\"q\": [1, 2]}\n{\"q\": [3, 4]}", ReadOptions.NONE).size())
        .isEqualTo(2);
    assertThat(open("a.json", "{\"q\": [1, 2], \"a\": [3, 4]}", ReadOptions.NONE).size())
        .isEqualTo(2);
  }

  /** As datasets 3.6 reads them with its text loader. */
  @Test
  void text_is_cut_into_lines_paragraphs_or_not_at_all() throws IOException {
    String text = " = A = \n\nb\r\nc\rd\n\n\ne\n";
    assertThat(texts(text, ReadOptions.Unit.LINE))
        .containsExactly(" = A = ", "", "b", "c", "d", "", "", "e");
    assertThat(texts(text, ReadOptions.Unit.PARAGRAPH))
        .containsExactly(" = A = ", "b\nc\nd", "\ne\n");
    assertThat(texts(text, ReadOptions.Unit.DOCUMENT))
        .containsExactly(" = A = \n\nb\nc\nd\n\n\ne\n");
    assertThat(texts("a\u2028b\u0085c\u000bd", ReadOptions.Unit.LINE)).hasSize(1);
  }

  private List<Object> texts(String text, ReadOptions.Unit unit) throws IOException {
    ReadOptions options =
        new ReadOptions(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), unit);
    return column(open(unit + ".txt", text, options), "text");
  }

  private static ReadOptions field(String name) {
    return new ReadOptions(
        Optional.empty(), Optional.of(name), Optional.empty(), List.of(), ReadOptions.Unit.LINE);
  }

  private static List<Object> column(Documents documents, String name) {
    return documents.read(0, documents.size()).stream().map(one -> one.fields().get(name)).toList();
  }

  private Documents open(String name, String text, ReadOptions options) throws IOException {
    Path file = Written.text(folder.resolve(name), text);
    return new DocumentFiles(folder.resolve("cache")).open(file, options);
  }
}
