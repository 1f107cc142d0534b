package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.Goldens;
import io.quantgrid.datasets.function.Outcome;
import io.quantgrid.datasets.read.Document;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilterTest {
  private static final Document NONE = new Document(0, "t:1", "", Map.of());
  private static final TaskFile FILE = new TaskFile(Path.of("/t.yaml"), Map.of(), Map.of());

  @Test
  void regex_selects_as_the_harness_does() {
    JsonNode cases = Goldens.units("regex");
    assertThat(cases).hasSize(7);
    for (JsonNode golden : cases) {
      Filter filter = filter("regex", golden.get("arguments"));
      assertThat(filter.apply(texts(golden.get("inputs")), NONE))
          .as(golden.get("arguments").toString())
          .isEqualTo(texts(golden.get("outputs")));
    }
  }

  @Test
  void the_other_filters_change_what_the_harness_changes() {
    JsonNode cases = Goldens.units("other filters");
    assertThat(cases).hasSize(7);
    for (JsonNode golden : cases) {
      String function = golden.get("function").textValue();
      Filter filter = filter(function, golden.path("arguments"));
      if (golden.get("inputs").get(0).isArray()) {
        for (int i = 0; i < golden.get("inputs").size(); i++) {
          JsonNode output = golden.get("outputs").get(i);
          assertThat(filter.apply(texts(golden.get("inputs").get(i)), NONE))
              .as(function)
              .isEqualTo(output.isArray() ? texts(output) : List.of(output.textValue()));
        }
      } else {
        assertThat(filter.apply(texts(golden.get("inputs")), NONE))
            .as(function)
            .isEqualTo(texts(golden.get("outputs")));
      }
    }
  }

  @Test
  void the_letter_of_a_choice_is_found_as_the_harness_finds_it() {
    JsonNode cases = Goldens.units("multi_choice_regex");
    assertThat(cases).hasSize(3);
    for (JsonNode golden : cases) {
      Filter filter = filter("multi_choice_regex", golden.get("arguments"));
      Document document =
          new Document(0, "t:1", "", Map.of("choices", texts(golden.get("choices"))));
      assertThat(filter.apply(texts(golden.get("inputs")), document))
          .as(golden.get("arguments").toString())
          .isEqualTo(texts(golden.get("outputs")));
    }
  }

  @Test
  void a_document_without_choices_is_named() {
    Filter filter = FilterReader.read(section(Map.of("function", "multi_choice_regex")));
    assertThatThrownBy(() -> filter.apply(List.of("x"), NONE))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("multi_choice_regex of t:1")
        .hasMessageContaining("column choices");
  }

  @Test
  void tags_of_words_become_a_list_as_python_writes_it() {
    Filter filter = FilterReader.read(section(Map.of("function", "regex_pos")));
    assertThat(filter.apply(List.of("[('Ni', 'NOUN'), ('lo', 'VERB')]", "no"), NONE))
        .containsExactly("['NOUN', 'VERB']", "['invalid']");
  }

  @Test
  void entities_are_written_by_label() {
    Filter filter = FilterReader.read(section(Map.of("function", "format_span")));
    String said = "Person: Ann, None $$ places: Rome\nDATE: May $$";
    assertThat(filter.apply(List.of(said, "none"), NONE))
        .containsExactly("per: ann $ loc: rome $ date: may", "");
  }

  @Test
  void after_the_first_is_taken_filters_see_its_characters() {
    List<Filter> filters =
        List.of(
            Filter.each(text -> text.substring(0, 2)),
            Filter.TAKE_FIRST,
            Filter.map(Map.of("A", "0"), "-1"),
            Filter.TAKE_FIRST);
    Outcome answer =
        new FilterPipeline("x", filters).apply(new Outcome.Generated(List.of("AB1", "CD2")), NONE);
    assertThat(((Outcome.Generated) answer).texts()).containsExactly("0");
  }

  private static Section section(Map<String, Object> keys) {
    return Section.of(FILE, "filter", keys);
  }

  @Test
  void exact_match_ignores_what_it_is_told_to() {
    JsonNode cases = Goldens.units("exact_match");
    assertThat(cases).hasSize(8);
    for (JsonNode golden : cases) {
      ExactMatch match = ExactMatch.read(section(golden.get("arguments")));
      boolean equal =
          match.matches(golden.get("prediction").textValue(), golden.get("reference").textValue());
      assertThat(equal ? 1.0 : 0.0)
          .as(golden.toString())
          .isEqualTo(golden.get("value").doubleValue());
    }
  }

  private static Filter filter(String function, JsonNode arguments) {
    Map<String, Object> keys = new LinkedHashMap<>(section(arguments).keys());
    keys.put("function", function);
    return FilterReader.read(Section.of(FILE, "filter", keys));
  }

  private static Section section(JsonNode arguments) {
    Object keys =
        arguments.isMissingNode()
            ? Map.of()
            : new ObjectMapper().convertValue(arguments, Object.class);
    return Section.of(FILE, "filter", keys);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }
}
