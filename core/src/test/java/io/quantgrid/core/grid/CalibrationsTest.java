package io.quantgrid.core.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.grid.PlanJson.CalibrationJson;
import io.quantgrid.core.grid.PlanJson.VariantJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationsTest {
  private static final String ONE =
      """
      output: out
      models: [pocket-s]
      formats: [w4a16, w8a8-fp-static, kv4]
      methods: [rtn, gptq]
      tasks: [stories]
      calibration: {task: mapping, samples: 4, tokens: 16, seed: 1}
      """;
  private static final String SEVERAL =
      """
      calibration=[
        {task: mapping, samples: 4, tokens: 16},
        {task: mapping, samples: 8, tokens: 16},
        {random: tokens, name: noise, order: shuffled, states: original, experts: routed}]
      """;

  @Test
  void what_looks_at_inputs_runs_once_for_each_calibration_and_all_else_once() {
    Plan plan = Sweeps.plan(ONE, SEVERAL);
    assertThat(plan.variants())
        .extracting(CalibrationsTest::point)
        .containsExactly(
            "baseline none -",
            "w4a16 rtn -",
            "w4a16 gptq mapping-4x16",
            "w4a16 gptq mapping-8x16",
            "w4a16 gptq noise",
            "w8a8-fp-static rtn mapping-4x16",
            "w8a8-fp-static rtn mapping-8x16",
            "w8a8-fp-static rtn noise",
            "w8a8-fp-static gptq mapping-4x16",
            "w8a8-fp-static gptq mapping-8x16",
            "w8a8-fp-static gptq noise",
            "kv4 none -");
    assertThat(plan.variants()).extracting(Variant::id).doesNotHaveDuplicates();
    assertThat(plan.cells()).extracting(Cell::id).doesNotHaveDuplicates().hasSize(12);
    assertThat(plan.variants().get(2).weightsId()).isNotEqualTo(plan.variants().get(3).weightsId());
    assertThat(plan.calibrations())
        .extracting(CalibrationTask::name)
        .containsExactly("mapping-4x16", "mapping-8x16", "noise");
  }

  @Test
  void ids_are_those_of_sweeps_with_one_calibration_that_ran_before_there_were_several() {
    List<String> before =
        List.of(
            "a7d7f473103e341417fd", // baseline
            "afde2a7a8f9f5f5b2c7d", // w4a16 rtn
            "d60d9d9d7fa61ed5de23", // w4a16 gptq
            "36b08e37766e1e6edae1", // w8a8-fp-static rtn
            "da1fa16fa3d337c7a8c9"); // w8a8-fp-static gptq
    Plan one = Sweeps.plan(ONE, "formats=[w4a16, w8a8-fp-static]");
    assertThat(one.variants()).extracting(Variant::id).isEqualTo(before);
    assertThat(one.cells())
        .extracting(Cell::id)
        .containsExactly(
            "67370c9d3f2f8f47bc9e",
            "121e67e37c22205df85d",
            "0ed5a5aad3696fe18d94",
            "9816762b6b8e31c82a1a",
            "73151c88a96cc998d0ea");
    assertThat(Sweeps.plan(ONE, SEVERAL).variants()).extracting(Variant::id).containsAll(before);
    assertThat(Sweeps.plan(ONE, SEVERAL).variants())
        .extracting(Variant::id)
        .contains("889df9d63419ab082e27", "8432d1c482636e872bb5", "e8a35f509b860fa60da6");
  }

  @Test
  void a_name_is_no_part_of_ids() {
    assertThat(Sweeps.plan(ONE, "calibration.name=mine").variants())
        .extracting(Variant::id)
        .isEqualTo(Sweeps.plan(ONE).variants().stream().map(Variant::id).toList());
    assertThat(Sweeps.plan(ONE, "calibration.name=mine").variants())
        .extracting(variant -> variant.calibration().map(CalibrationTask::name).orElse("-"))
        .containsExactly("-", "-", "mine", "mine", "mine", "-");
  }

  @Test
  void calibrations_on_the_same_texts_run_under_the_first_name() {
    Plan plan =
        Sweeps.plan(ONE, "calibration=[{task: mapping, name: a}, {task: mapping, name: b}]");
    assertThat(plan.variants()).hasSize(6);
    assertThat(plan.merged()).contains("calibration b is on the same as a and runs as it");
  }

  @Test
  void an_exclusion_by_calibration_spares_what_calibrates_on_nothing() {
    Plan plan = Sweeps.plan(ONE, SEVERAL, "exclude=[{calibration: 'map*', format: w4a16}]");
    assertThat(plan.variants())
        .extracting(CalibrationsTest::point)
        .filteredOn(point -> !point.contains("static"))
        .containsExactly("baseline none -", "w4a16 rtn -", "w4a16 gptq noise", "kv4 none -");
  }

  @Test
  void one_that_nothing_calibrates_on_is_refused_among_several_and_noted_alone() {
    String weights = "methods=[rtn]";
    String formats = "formats=[w4a16]";
    assertThatThrownBy(
            () ->
                Planner.plan(
                    Sweeps.of(ONE, SEVERAL, weights, formats),
                    new FixedCatalog(),
                    Sweeps.ENGINE,
                    Sweeps.NO_KERNELS))
        .isInstanceOfSatisfying(
            SweepException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(3)
                    .contains(
                        "Cannot read sweep.yaml, calibration[2].task: noise (expected a cell that"
                            + " calibrates on it: a method that looks at inputs of layers, or a"
                            + " format with static activations, that is not excluded)"));
    assertThat(Sweeps.plan(ONE, weights, formats).remarks())
        .containsExactly("calibration mapping-4x16: nothing looks at inputs of layers");
  }

  @Test
  void the_plan_file_names_them_and_what_they_are_on() {
    PlanJson plan = PlanJson.of(Sweeps.plan(ONE, SEVERAL));
    assertThat(plan.variants())
        .extracting(VariantJson::calibration)
        .startsWith("", "", "mapping-4x16", "mapping-8x16", "noise");
    assertThat(plan.calibrations().get(0))
        .isEqualTo(
            new CalibrationJson(
                "mapping-4x16",
                "mapping",
                "digest of mapping",
                4,
                16,
                1,
                "written",
                "quantized",
                "all"));
    assertThat(plan.calibrations().get(2))
        .isEqualTo(
            new CalibrationJson(
                "noise",
                "random tokens",
                "random tokens",
                128,
                512,
                1,
                "shuffled",
                "original",
                "routed"));
    assertThat(PlanJson.read(plan.write())).isEqualTo(plan);
  }

  @Test
  void a_plan_file_from_before_there_were_several_is_read() {
    String json = new String(PlanJson.of(Sweeps.plan(ONE)).write(), StandardCharsets.UTF_8);
    String old =
        json.replaceFirst("(?s)\"calibrations\" : \\[.*?\\],", "")
            .replaceAll("\"calibration\" : \".*?\",", "");
    assertThat(old).doesNotContain("alibration");
    PlanJson plan = PlanJson.read(old.getBytes(StandardCharsets.UTF_8));
    assertThat(plan.calibrations()).isEmpty();
    assertThat(plan.variants()).extracting(VariantJson::calibration).containsOnly("");
  }

  private static String point(Variant variant) {
    return variant.format().name()
        + " "
        + variant.recipe().canonical()
        + " "
        + variant.calibration().map(CalibrationTask::name).orElse("-");
  }
}
