package io.quantgrid.core.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanJsonTest {
  private static final String SWEEP =
      """
      name: mine
      output: out
      models: [pocket-s]
      formats: [w4a16, kv4]
      tasks: [pocket]
      limits: {samples: 20}
      """;

  @Test
  void what_is_written_is_read() {
    PlanJson plan = PlanJson.of(Sweeps.plan(SWEEP));
    assertThat(PlanJson.read(plan.write())).isEqualTo(plan);
    assertThat(plan.cells()).hasSize(6);
    assertThat(plan.variants().get(1).weights()).isEqualTo("int4/group128/sym");
    assertThat(plan.variants().get(2).method()).isEqualTo("none");
    assertThat(plan.samples()).isEqualTo(20);
  }

  @Test
  void equal_plans_are_equal_bytes() {
    byte[] json = PlanJson.of(Sweeps.plan(SWEEP)).write();
    assertThat(PlanJson.of(Sweeps.plan(SWEEP)).write()).isEqualTo(json);
    assertThat(new String(json, StandardCharsets.UTF_8)).endsWith("}\n");
  }

  @Test
  void fields_of_later_versions_are_passed_over() {
    String json = new String(PlanJson.of(Sweeps.plan(SWEEP)).write(), StandardCharsets.UTF_8);
    assertThat(PlanJson.read(bytes(json.replaceFirst("\\{", "{\"new\": [1],"))).cells()).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{", "{\"version\": 2}", "{\"version\": \"x\"}", "{}"})
  void anything_else_is_refused(String json) {
    assertThatThrownBy(() -> PlanJson.read(bytes(json)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read plan.json: ");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
