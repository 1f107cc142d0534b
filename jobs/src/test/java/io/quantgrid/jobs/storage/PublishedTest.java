package io.quantgrid.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.grid.WorkUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishedTest {
  private static final Partition PLACE = new Partition("m", "t");

  private static SampleFile file(String name, WorkUnit... units) {
    return new SampleFile(PLACE.folder() + "/" + name, PLACE, List.of(units));
  }

  @Test
  void a_merged_file_replaces_the_files_in_it() {
    SampleFile first = file("c-0-5.parquet", new WorkUnit("c", 0, 5));
    SampleFile second = file("c-5-5.parquet", new WorkUnit("c", 5, 5));
    SampleFile later = file("c-10-5.parquet", new WorkUnit("c", 10, 5));
    SampleFile merged = file("merged-1.parquet", new WorkUnit("c", 0, 5), new WorkUnit("c", 5, 5));
    Published published = Published.of(List.of(first, second, later, merged));
    assertThat(published.current()).containsExactly(later, merged);
    assertThat(published.superseded()).containsExactly(first, second);
    assertThat(published.units(PLACE, "c")).hasSize(3);
  }

  @Test
  void a_larger_merge_replaces_a_smaller_one() {
    SampleFile old = file("merged-1.parquet", new WorkUnit("c", 0, 5), new WorkUnit("d", 0, 5));
    SampleFile all =
        file(
            "merged-2.parquet",
            new WorkUnit("c", 0, 5),
            new WorkUnit("c", 5, 3),
            new WorkUnit("d", 0, 5));
    assertThat(Published.of(List.of(old, all)).current()).containsExactly(all);
  }

  @Test
  void ranges_count_not_names() {
    SampleFile whole = file("c-0-10.parquet", new WorkUnit("c", 0, 10));
    SampleFile part = file("c-3-4.parquet", new WorkUnit("c", 3, 4));
    assertThat(Published.of(List.of(part, whole)).superseded()).containsExactly(part);
  }

  @Test
  void other_cells_and_places_stay() {
    SampleFile one = file("c-0-5.parquet", new WorkUnit("c", 0, 5));
    SampleFile other = file("d-0-5.parquet", new WorkUnit("d", 0, 5));
    Partition elsewhere = new Partition("m2", "t");
    SampleFile renamed =
        new SampleFile(
            elsewhere.folder() + "/c-0-5.parquet", elsewhere, List.of(new WorkUnit("c", 0, 5)));
    assertThat(Published.of(List.of(one, other, renamed)).superseded()).isEmpty();
  }
}
