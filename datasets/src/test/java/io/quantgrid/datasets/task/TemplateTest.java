package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.datasets.Goldens;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TemplateTest {
  @Test
  void templates_render_as_the_harness_renders_them() {
    Map<String, Object> document =
        new ObjectMapper().convertValue(Goldens.units("doc"), Goldens.FIELDS);
    JsonNode cases = Goldens.units("templates");
    assertThat(cases).hasSize(55);
    for (JsonNode golden : cases) {
      String source = golden.get("template").textValue();
      if (golden.has("error")) {
        assertThatThrownBy(() -> Template.compile(source).render(document))
            .as(source)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(golden.get("message").textValue());
      } else {
        assertThat(Template.compile(source).render(document))
            .as(source)
            .isEqualTo(golden.get("result").textValue());
      }
    }
  }

  @Test
  void filling_in_directly_gives_what_jinja_gives() {
    Map<String, Object> values = new HashMap<>();
    values.put("a", "text with {{b}} and {% if %}");
    values.put("b", "");
    values.put("n", 3L);
    values.put("none_", null);
    values.put("l", List.of("x", 1L));
    for (String source :
        List.of(
            "",
            "plain\n",
            "{{a}}",
            "{{ a }}{{b}}",
            " {{a}}\n{{  b}} {{n}} {{l}}\n\n",
            "{{none_}}",
            "{{none}} {{true}}",
            "{{a}} } {",
            "{{a-}} x",
            "{{- a }}",
            "{# c #}{{a}}",
            "{{a}}{{ '{{' }}")) {
      assertThat(result(() -> Template.compile(source).render(values)))
          .as(source)
          .isEqualTo(result(() -> Template.compile(source).renderByJinja(values, Set.of())));
    }
  }

  @Test
  void what_is_missing_or_does_not_parse_is_an_error() {
    assertThatThrownBy(() -> Template.compile("{{x}}").render(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'x' is undefined");
    assertThatThrownBy(() -> Template.compile("a\nb {% if %}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unexpected");
  }

  private static String result(java.util.function.Supplier<String> render) {
    try {
      return render.get();
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }
}
