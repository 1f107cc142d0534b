package io.quantgrid.datasets.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.evaluate.PythonRandom;
import io.quantgrid.datasets.Goldens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonTest {
  @Test
  void literals_are_read_as_literal_eval_reads_them() {
    JsonNode cases = Goldens.units("literal_eval");
    assertThat(cases).hasSize(11);
    for (JsonNode golden : cases) {
      String text = golden.get("text").textValue();
      if (golden.has("error")) {
        assertThatThrownBy(() -> PythonLiteral.parse(text))
            .isInstanceOf(IllegalArgumentException.class);
      } else {
        JsonNode read = new ObjectMapper().valueToTree(PythonLiteral.parse(text));
        assertThat(read).as(text).isEqualTo(normal(golden.get("result")));
      }
    }
  }

  @Test
  void every_kind_of_literal_has_its_java_value() {
    assertThat(
            PythonLiteral.parse(" [1, -2.5, 1e3, True, False, None, (1,), (2), {'a': 'b' 'c'},]"))
        .isEqualTo(
            List.of(
                1L,
                -2.5,
                1000.0,
                true,
                false,
                Optional.empty(),
                List.of(1L),
                2L,
                Map.of("a", "bc")));
    assertThat(PythonLiteral.parse("'''a\n'b'''")).isEqualTo("a\n'b");
    assertThat(PythonLiteral.parse("'\\101\\x41\\u0041\\U0001F642\\q'")).isEqualTo("AAA🙂\\q");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[", "[1", "[1 2]", "['a]", "a", "[a()]", "'\\x4'", "{1}", "1.2.3", "", "[1]]", "'a\nb'"
      })
  void what_is_no_literal_is_an_error(String text) {
    assertThatThrownBy(() -> PythonLiteral.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot read the literal at character");
  }

  @Test
  void deep_nesting_is_an_error_and_no_overflow() {
    assertThatThrownBy(() -> PythonLiteral.parse("[".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("levels");
  }

  @Test
  void words_are_the_pieces_of_a_split_at_white_space() {
    JsonNode cases = Goldens.units("word and byte counts");
    assertThat(cases).hasSize(5);
    for (JsonNode golden : cases) {
      assertThat(PythonText.words(golden.get("text").textValue()))
          .as(golden.toString())
          .isEqualTo(golden.get("words").longValue());
    }
  }

  @Test
  void few_shot_examples_are_drawn_as_random_sample_draws_them() {
    JsonNode cases = Goldens.units("samplers");
    assertThat(cases).hasSize(9);
    for (JsonNode golden : cases) {
      boolean leavesOut = !golden.get("evaluated document").isNull();
      int count = golden.get("n").intValue();
      PythonRandom random = new PythonRandom(golden.get("seed").longValue());
      int document = 0;
      for (JsonNode drawn : golden.get("drawn")) {
        List<Integer> indices = new ArrayList<>();
        int[] all =
            PythonSample.draw(random, golden.get("pool").intValue(), leavesOut ? count + 1 : count);
        for (int index : all) {
          if (indices.size() < count && !(leavesOut && index == document)) {
            indices.add(index);
          }
        }
        assertThat(new ObjectMapper().<JsonNode>valueToTree(indices)).isEqualTo(drawn);
        document++;
      }
    }
  }

  @Test
  void more_examples_than_documents_are_an_error() {
    assertThatThrownBy(() -> PythonSample.draw(new PythonRandom(1), 3, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 of 3");
  }

  @ParameterizedTest
  @CsvSource({
    "(?P<a_b>x)(?P=a_b), xx, x",
    "[[a]+, [a[, [a[",
    "[]a]+, ]a, ]a",
    "[a&&b]+, a&b, a&b",
    "a{0, a{0, a{0",
    "{x}, {x}, {x}",
    "a{2}, aaa, aa",
    "'^b{,2}$', bb, bb",
    "\\w+, éa, éa",
    "\\d+, ٣4, ٣4",
    "b\\Z, ab, b"
  })
  void syntax_that_java_reads_otherwise_is_rewritten(String pattern, String text, String first) {
    assertThat(PythonRegex.compile(pattern).findAll(text).get(0).get(0)).isEqualTo(first);
  }

  @Test
  void a_line_ends_with_a_line_feed_alone() {
    assertThat(PythonRegex.compile("a$").findAll("a\r")).isEmpty();
    assertThat(PythonRegex.compile("a$").findAll("a\n")).hasSize(1);
    assertThat(PythonRegex.compile("a.").findAll("a\u2028")).hasSize(1);
  }

  @Test
  void endless_backtracking_is_an_error() {
    assertThatThrownBy(() -> PythonRegex.compile("^(a+)+\\1c").findAll("a".repeat(60) + "b"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("backtracks");
    assertThatThrownBy(() -> PythonRegex.compile("(a|b)*c").findAll("ab".repeat(2_000_000)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_pattern_that_cannot_be_read_is_an_error_with_the_pattern() {
    assertThatThrownBy(() -> PythonRegex.compile("(a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(a");
  }

  private static JsonNode normal(JsonNode node) {
    try {
      ObjectMapper mapper = new ObjectMapper();
      mapper.enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_LONG_FOR_INTS);
      return mapper.valueToTree(mapper.treeToValue(node, Object.class));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void the_list_that_a_function_writes_out_is_read_without_running_it() {
    String module =
        """
        import os

        def computed():
            return [x for x in range(3)]

        def examples() -> list[dict]:
            return [
                {"text": "a\\n" "b", "code": 'it"s', "n": (1, 2), "first": True, "none": None},
            ]

        def after():
            pass
        """;
    assertThat(PythonModule.returned(module, "examples"))
        .hasValue(
            List.of(
                Map.of(
                    "text",
                    "a\nb",
                    "code",
                    "it\"s",
                    "n",
                    List.of(1L, 2L),
                    "first",
                    true,
                    "none",
                    Optional.empty())));
    assertThat(PythonModule.returned(module, "computed")).isEmpty();
    assertThat(PythonModule.returned(module, "after")).isEmpty();
    assertThat(PythonModule.returned(module, "absent")).isEmpty();
  }
}
