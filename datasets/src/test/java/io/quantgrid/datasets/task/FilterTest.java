package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.datasets.Goldens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilterTest {
  private static final TaskFile FILE = new TaskFile(Path.of("/t.yaml"), Map.of(), Map.of());

  @Test
  void regex_selects_as_the_harness_does() {
    JsonNode cases = Goldens.units("regex");
    assertThat(cases).hasSize(7);
    for (JsonNode golden : cases) {
      Filter filter = filter("regex", golden.get("arguments"));
      assertThat(filter.apply(texts(golden.get("inputs"))))
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
          assertThat(filter.apply(texts(golden.get("inputs").get(i))))
              .as(function)
              .isEqualTo(output.isArray() ? texts(output) : List.of(output.textValue()));
        }
      } else {
        assertThat(filter.apply(texts(golden.get("inputs"))))
            .as(function)
            .isEqualTo(texts(golden.get("outputs")));
      }
    }
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
    return FilterPipeline.filter(Section.of(FILE, "filter", keys));
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
