package io.quantgrid.core.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JinjaTest {
  private static final Jinja TASKS = Jinja.forTasks();

  /** Rendered by Jinja2 3.1.6 as lm-evaluation-harness 0.4.13 sets it up. */
  @Test
  void templates_render_as_in_python() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode golden = mapper.readTree(Path.of("src/test/resources/text/jinja.json").toFile());
    Map<?, ?> given = mapper.convertValue(golden.get("doc"), Map.class);
    Map<String, Object> doc = new java.util.HashMap<>();
    given.forEach((name, value) -> doc.put((String) name, value));
    List<String> wrong = new ArrayList<>();
    for (JsonNode one : golden.get("templates")) {
      String expected =
          one.has("error")
              ? one.get("error").asText() + ": " + one.get("message").asText()
              : one.get("result").asText();
      String rendered;
      try {
        rendered = TASKS.render(one.get("template").asText(), doc);
      } catch (JinjaException e) {
        rendered = e.kind() + ": " + e.getMessage();
      }
      if (!rendered.equals(expected)) {
        wrong.add(one.get("template") + "\n  gives   " + rendered + "\n  not     " + expected);
      }
    }
    assertThat(golden.get("templates")).hasSize(55);
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "{{ 1e16 }} {{ 123456789.5 }} {{ 0.00001 }} {{ -0.0 }} {{ 5e-324 }} => 1e+16 123456789.5 1e-05 -0.0 5e-324",
        "{{ -7 % 3 }} {{ -7.5 // 2 }} {{ 2 ** -1 }} {{ 10 ** 20 }} => 2 -4.0 0.5 100000000000000000000",
        "{{ 'héllo🙂'[4:] }}{{ '🙂x'[1] }}{{ '🙂x'|length }} => o🙂x2",
        "{{ [3,1,2]|sort|join('-') }} {{ 'b,a'.split(',')|sort }} => 1-2-3 ['a', 'b']",
        "{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 2 in [1, 2] and not 'z' in 'abc' }} => True False True",
        "{{ '%05.1f|%-4s|%+d|%x' % (3.14159, 'ab', 5, 255) }} => 003.1|ab  |+5|ff",
        "{{ '{:_>3}|{:.2f}|{x!r}'.format('a', 2.5, x='b') }} => __a|2.50|'b'",
        "{{ {'b': 1, 'a': [none, true, 1.5]}|tojson }} => {\"a\": [null, true, 1.5], \"b\": 1}",
        "{% for k, v in {'a': 1}.items() %}{{ k }}{{ v }}{% endfor %} => a1",
        "{% macro m(a, b=2) %}{{ a }}{{ b }}{{ caller() if caller is defined }}{% endmacro %}{{ m(1) }}{% call m(3) %}!{% endcall %} => 1232!",
        "{% for i in range(5) if i is odd %}{{ i }}{% if loop.last %}.{% endif %}{% else %}none{% endfor %} => 13.",
        "{% for i in [1, 2, 3, 4] %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %} => 13",
        "{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% endfor %}{{ x }} => 1",
        "{% set text %}a{{ 1 }}{% endset %}{{ text|upper }}{% filter upper %}b{% endfilter %} => A1B",
        "{% with a = 1, b = 2 %}{{ a + b }}{% endwith %} => 3",
        "{{ -1|abs }} {{ (-1)|abs }} {{ 2.5|round }} {{ 2.567|round(2) }} {{ '7'|int + 1 }} => 1 1 2.0 2.57 8",
        "{{ {'a': {'b': '}}'}}['a']['b'] }} => }}",
        "{{ 'a' 'b' }}{{ \"c\\\"\" }} => abc\"",
        "{{ [1, 2, 3][::-1] }} {{ (1, 2)[0:1] }} => [3, 2, 1] (1,)",
      })
  void python_semantics_hold(String template, String expected) {
    assertThat(TASKS.render(template, Map.of())).isEqualTo(expected);
  }

  @Test
  void blocks_are_trimmed_where_asked() {
    Jinja chat =
        new Jinja(java.util.Set.of(Jinja.Option.TRIM_BLOCKS, Jinja.Option.LSTRIP_BLOCKS), Map.of());
    assertThat(chat.render("a\n  {% if true %}\n  b\n  {% endif %}\nc\n", Map.of()))
        .isEqualTo("a\n  b\nc");
    assertThat(chat.render("a {% if true %} b\n{%- endif %}  {# x #}\n c", Map.of()))
        .isEqualTo("a  b   c");
    assertThat(chat.render("  {%+ if true %}\nx{% endif +%}\n", Map.of())).isEqualTo("  x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ x.__class__ }}",
        "{{ ''.class }}",
        "{{ ''.getClass() }}",
        "{{ x['getClass']() }}",
        "{{ [].stream() }}",
        "{{ 'a'.getBytes() }}",
        "{{ ''.__class__.__mro__ }}",
        "{% include 'file' %}",
        "{{ range(10 ** 9) }}",
        "{{ 'x' * 10 ** 9 }}",
        "{{ 10 ** (10 ** 9) }}",
        "{% set l = [1] %}{% for i in range(40) %}{{ l.extend(l) }}{% endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(40) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x='aa') %}{% for i in range(40) %}{% set ns.x = ns.x.replace('a', ns.x) %}{% endfor %}",
        "{{ '%999999999d' % 1 }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}",
        "{% set ns = namespace(x='aaaaaaaaaa') %}{% for i in range(40) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        "{% set ns = namespace(x='aaaaaaaaaa') %}{% for i in range(40) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set l = [] %}{{ l.append(l) }}{{ l }}",
        "{{ 1 / 0 }}",
        "{{ 'a' + 1 }}",
        "{{ nothing }}",
        "{{ 1 | nothing }}",
        "{{ 1 is nothing }}",
        "{% if %}",
        "{% for %}",
        "{{",
        "{{ 'a }}",
        "{% if true %}",
        "{{ 1 + }}",
        "{{ a[ }}",
      })
  void what_templates_must_not_do_is_an_error(String template) {
    assertThatThrownBy(() -> TASKS.render(template, Map.of("x", "y")))
        .isInstanceOf(JinjaException.class);
  }

  @Test
  void deep_nesting_is_an_error() {
    for (String open : List.of("(", "[", "-", "not ", "{% if 1 %}", "a[", "{1:")) {
      String template = open.startsWith("{%") ? open.repeat(5000) : "{{" + open.repeat(5000);
      assertThatThrownBy(() -> TASKS.render(template, Map.of()))
          .as(open)
          .isInstanceOf(JinjaException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{{ 'a' if hint is none else 'b' }}|a",
        "{% if hint %}{{ hint }}{% else %}no{% endif %}|no",
        "{{ hint or 'none' }}|none",
        "{{ hint is defined }}|True",
        "{% for hint in [1] %}{{ hint }}{% endfor %}|1",
      })
  void what_is_absent_counts_as_none(String template, String text) {
    assertThat(TASKS.render(template, Map.of(), Set.of("hint"))).isEqualTo(text);
  }

  @Test
  void what_is_absent_is_not_printed() {
    assertThatThrownBy(() -> TASKS.render("a {{ hint }}", Map.of(), Set.of("hint", "other")))
        .isInstanceOf(JinjaException.class)
        .hasMessage("'hint' is undefined");
    assertThat(TASKS.render("{{ hint is none }}{{ x }}", one("x", null), Set.of("hint")))
        .isEqualTo("TrueNone");
  }

  private static Map<String, Object> one(String name, Object value) {
    Map<String, Object> values = new HashMap<>();
    values.put(name, value);
    return values;
  }

  @Test
  void templates_cannot_change_what_they_were_given() {
    List<String> list = new ArrayList<>(List.of("a"));
    assertThat(TASKS.render("{{ list.append('b') }}{{ list }}", Map.of("list", list)))
        .isEqualTo("None['a', 'b']");
    assertThat(list).containsExactly("a");
  }
}
