package io.quantgrid.core.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.cost.Forecast;
import io.quantgrid.core.cost.Residence;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.quantize.Recipe;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnitsTest {
  @Test
  void a_cell_is_cut_at_multiples_of_the_unit_size() {
    assertThat(Units.of(cell(250, 100)))
        .containsExactly(unit(0, 100), unit(100, 100), unit(200, 50));
    assertThat(Units.of(cell(200, 100))).containsExactly(unit(0, 100), unit(100, 100));
    assertThat(Units.of(cell(7, 2000))).containsExactly(unit(0, 7));
    assertThat(Units.of(cell(0, 100))).isEmpty();
  }

  @Test
  void raising_the_samples_leaves_only_the_new_items() {
    assertThat(Units.missing(cell(200, 2000), List.of(unit(0, 100))))
        .containsExactly(unit(100, 100));
    assertThat(Units.missing(cell(2500, 1000), List.of(unit(0, 100))))
        .containsExactly(unit(100, 900), unit(1000, 1000), unit(2000, 500));
  }

  @Test
  void lowering_the_samples_leaves_nothing() {
    assertThat(Units.missing(cell(50, 2000), List.of(unit(0, 100)))).isEmpty();
  }

  @Test
  void items_published_twice_are_not_asked_for_again() {
    assertThat(Units.missing(cell(300, 100), List.of(unit(100, 100), unit(50, 100), unit(0, 60))))
        .containsExactly(unit(200, 100));
  }

  @Test
  void an_interrupted_cell_resumes_with_the_very_units_that_were_not_published() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      Cell cell = cell(random.nextInt(5000), 1 + random.nextInt(700));
      List<WorkUnit> all = new ArrayList<>(Units.of(cell));
      Collections.shuffle(all, random);
      int published = all.isEmpty() ? 0 : random.nextInt(all.size() + 1);
      assertThat(Units.missing(cell, all.subList(0, published)))
          .containsExactlyInAnyOrderElementsOf(all.subList(published, all.size()));
    }
  }

  @Test
  void whatever_was_published_every_item_is_covered_and_no_missing_one_twice() {
    Random random = new Random(8);
    for (int round = 0; round < 500; round++) {
      Cell cell = cell(random.nextInt(1000), 1 + random.nextInt(300));
      List<WorkUnit> published = new ArrayList<>();
      BitSet covered = new BitSet();
      for (int i = random.nextInt(6); i > 0; i--) {
        WorkUnit range = unit(random.nextInt(1100), 1 + random.nextInt(200));
        published.add(range);
        covered.set(range.first(), range.end());
      }
      for (WorkUnit unit : Units.missing(cell, published)) {
        assertThat(covered.get(unit.first(), unit.end()).isEmpty()).isTrue();
        assertThat(unit.first() / cell.unitSize()).isEqualTo((unit.end() - 1) / cell.unitSize());
        covered.set(unit.first(), unit.end());
      }
      assertThat(covered.nextClearBit(0)).isGreaterThanOrEqualTo(cell.samples());
    }
  }

  @Test
  void ranges_of_another_cell_are_refused() {
    assertThatThrownBy(() -> Units.missing(cell(10, 5), List.of(new WorkUnit("other", 0, 5))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other");
  }

  private static WorkUnit unit(int first, int count) {
    return new WorkUnit("c", first, count);
  }

  private static Cell cell(int samples, int unitSize) {
    ModelRef model = new ModelRef("m", "m");
    Variant variant =
        new Variant(
            "v",
            "w",
            model,
            "h",
            Format.baseline(),
            Recipe.none(),
            Optional.empty(),
            new Forecast(Compute.NATIVE, ""),
            Residence.unlimited());
    TaskRef task = new TaskRef(Optional.of("t"), Optional.empty());
    return new Cell(
        "c",
        "c",
        variant,
        task,
        "t",
        "d",
        Kind.ROLLING,
        "other",
        0,
        List.of(),
        samples,
        1,
        unitSize,
        0.1,
        0);
  }
}
