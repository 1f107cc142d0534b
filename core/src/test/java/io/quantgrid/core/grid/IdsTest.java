package io.quantgrid.core.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  private static final String SWEEP =
      """
      output: out
      models: [pocket-s]
      formats: [w4a16]
      tasks: [stories]
      calibration: {task: mapping, samples: 4, tokens: 16, seed: 1}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dtype=bf16",
        "compute=simulated",
        "batch=8",
        "threads=2",
        "top_k=10",
        "formats=[w3]",
        "formats=[{name: w4a16, weights: int4/group128, keep: [lm_head]}]",
        "formats=[w4a16-kv8]",
        "methods=[rtn(arithmetic=float32)]",
        "models=[pocket-m]",
        "tasks=[mapping]"
      })
  void whatever_can_change_a_result_changes_the_id(String override) {
    assertThat(ids(Sweeps.plan(SWEEP, override)))
        .doesNotContainAnyElementsOf(ids(Sweeps.plan(SWEEP)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name=other",
        "output=elsewhere",
        "limits.samples=7",
        "formats=[{name: mine, weights: int4/group128}]",
        "models=[{name: mine, path: pocket-s}]",
        "similarity=embedding", // of a task that generates nothing
        "calibration=",
        "calibration.seed=9"
      })
  void what_cannot_change_a_result_leaves_the_id(String override) {
    assertThat(ids(Sweeps.plan(SWEEP, override))).isEqualTo(ids(Sweeps.plan(SWEEP)));
  }

  @Test
  void a_baseline_computes_the_same_either_way() {
    assertThat(Sweeps.plan(SWEEP, "compute=simulated").variants().get(0).id())
        .isEqualTo(Sweeps.plan(SWEEP).variants().get(0).id());
  }

  @Test
  void engine_and_contents_are_part_of_the_id() throws SweepException {
    Sweep sweep = Sweeps.of(SWEEP);
    List<String> ids = ids(Sweeps.plan(SWEEP));
    for (EngineInfo engine :
        List.of(
            new EngineInfo("nd4j", "2.10", "cpu avx512"),
            new EngineInfo("torch", "2.11", "cpu avx512"),
            new EngineInfo("torch", "2.10", "cpu avx2"))) {
      assertThat(ids(Planner.plan(sweep, new FixedCatalog(), engine, Sweeps.NO_KERNELS)))
          .doesNotContainAnyElementsOf(ids);
    }
    for (FixedCatalog catalog :
        List.of(
            new FixedCatalog().with("pocket-s", "another hash"),
            new FixedCatalog().with(new FixedTask("stories", "another", 0, 500, "one two three")),
            new FixedCatalog()
                .with(new FixedTask("stories", "digest of stories", 3, 500, "one two three")))) {
      assertThat(ids(Sweeps.plan(sweep, catalog))).doesNotContainAnyElementsOf(ids);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "calibration.seed=9",
        "calibration.samples=5",
        "calibration.tokens=17",
        "calibration.task=ethics",
        "calibration={random: tokens, samples: 4, tokens: 16}",
        "calibration.order=shuffled",
        "calibration.states=original",
        "calibration.experts=routed",
        "batch=8",
        "threads=2",
        "dtype=bf16"
      })
  void what_a_calibrating_method_sees_is_part_of_its_weights_id(String override) {
    Plan before = Sweeps.plan(gptq(Sweeps.of(SWEEP)), new FixedCatalog());
    Plan after = Sweeps.plan(gptq(Sweeps.of(SWEEP, override)), new FixedCatalog());
    assertThat(weightsId(after)).isNotEqualTo(weightsId(before));
    assertThat(weightsId(Sweeps.plan(SWEEP, override))).isEqualTo(weightsId(Sweeps.plan(SWEEP)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"calibration.seed=9", "calibration.task=ethics", "dtype=bf16"})
  void what_static_inputs_calibrate_on_is_part_of_their_weights_id(String override) {
    String format = "formats=[w8a8-fp-static]";
    assertThat(weightsId(Sweeps.plan(SWEEP, format, override)))
        .isNotEqualTo(weightsId(Sweeps.plan(SWEEP, format)));
  }

  @Test
  void formats_that_differ_in_the_cache_alone_share_stored_weights() {
    Plan plan =
        Sweeps.plan(
            SWEEP,
            "formats=[w4a16, w4a16-kv8, {name: a, weights: int4/group128, activations: int8/token}]");
    List<Variant> quantized = plan.variants().subList(1, 4);
    assertThat(quantized.subList(0, 2))
        .extracting(Variant::weightsId)
        .containsOnly(weightsId(plan));
    assertThat(quantized.get(2).weightsId()).isNotEqualTo(weightsId(plan));
    assertThat(quantized).extracting(Variant::id).doesNotHaveDuplicates();
  }

  @Test
  void weights_that_are_not_quantized_go_by_the_models_hash() {
    assertThat(Sweeps.plan(SWEEP, "formats=[kv4]").variants())
        .extracting(Variant::weightsId)
        .containsOnly("hash of s");
  }

  @Test
  void neither_order_nor_more_entries_change_the_ids_of_what_is_there() {
    List<String> models = new ArrayList<>(List.of("pocket-s", "pocket-m"));
    List<String> formats = new ArrayList<>(List.of("w4a16", "w3", "kv4", "w8a8-fp", "w8a8-int"));
    List<String> methods = new ArrayList<>(List.of("rtn", "rtn(arithmetic=float32)"));
    List<String> tasks = new ArrayList<>(List.of("stories", "mapping", "ethics"));
    Map<String, String> first = new HashMap<>();
    Random random = new Random(3);
    for (int round = 0; round < 20; round++) {
      List<List<String>> lists = List.of(models, formats, methods, tasks);
      lists.forEach(list -> Collections.shuffle(list, random));
      int kept = 1 + random.nextInt(formats.size());
      Plan plan =
          Sweeps.plan(
              SWEEP,
              "models=" + models,
              "formats=" + formats.subList(0, kept) + "",
              "methods=['" + String.join("','", kept == 1 ? List.of("rtn") : methods) + "']",
              "tasks=" + tasks);
      if (plan.variants().stream().allMatch(v -> v.format().weights().isEmpty())) {
        continue;
      }
      for (Cell cell : plan.cells()) {
        Variant v = cell.variant();
        String point = v.model().name() + v.format().name() + v.recipe().canonical() + cell.task();
        String known = first.putIfAbsent(point, cell.id());
        assertThat(known).as(point).isIn(null, cell.id());
      }
    }
    assertThat(first.values()).doesNotHaveDuplicates();
    // 2 models, 3 tasks, 4 formats with 2 methods, kv4 and the baseline
    assertThat(first).hasSize(2 * 3 * (4 * 2 + 2));
  }

  @Test
  void ids_are_short_enough_for_file_names_and_stay_as_they_are() {
    List<String> ids = ids(Sweeps.plan(SWEEP));
    assertThat(ids).allMatch(id -> id.matches("[0-9a-f]{20}"));
    // A change here throws away everyone's results: raise RESULTS_VERSION on purpose, not by
    // chance.
    assertThat(ids).containsExactly("121e67e37c22205df85d");
  }

  private static Sweep gptq(Sweep sweep) {
    return Sweeps.methods(sweep, List.of(Sweeps.GPTQ));
  }

  private static String weightsId(Plan plan) {
    return plan.variants().get(1).weightsId();
  }

  private static List<String> ids(Plan plan) {
    return plan.cells().stream()
        .filter(cell -> plan.variants().size() == 1 || !cell.isBaseline())
        .map(Cell::id)
        .toList();
  }
}
