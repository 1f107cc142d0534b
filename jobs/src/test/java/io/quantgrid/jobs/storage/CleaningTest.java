package io.quantgrid.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.grid.WorkUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleaningTest {
  private static final Partition PLACE = new Partition("m", "t");

  @TempDir Path path;
  private OutputFolder folder;

  @BeforeEach
  void fill() throws IOException {
    folder = OutputFolder.open(path.toString(), new Configuration());
    for (String file :
        new String[] {
          "plan.json",
          PLACE.file(new WorkUnit("used", 0, 5)),
          PLACE.file(new WorkUnit("used", 1, 2)),
          PLACE.file(new WorkUnit("old", 0, 5)),
          "baseline/used/used-0-5.parquet",
          "baseline/old/old-0-5.parquet",
          "failures/old-5-5.json",
          "failures/used-5-5.json",
          "variants/whole/" + OutputFolder.MANIFEST,
          "variants/whole/model.safetensors",
          "variants/half/model.safetensors",
          "_attempts/used-5-5.1234",
          "_attempts/lock.stale-1",
          "_attempts/used-5-5.run-driver-0.running",
          "_attempts/used-5-5.run.death"
        }) {
      Files.createDirectories(path.resolve(file).getParent());
      Files.writeString(path.resolve(file), "1234");
    }
  }

  @Test
  void orphans_go_and_results_stay() throws IOException {
    Cleaning.Removed removed = Cleaning.orphans(folder);
    assertThat(removed.paths())
        .containsExactlyInAnyOrder(
            "_attempts/lock.stale-1",
            "_attempts/used-5-5.1234",
            "variants/half/model.safetensors",
            PLACE.file(new WorkUnit("used", 1, 2)));
    assertThat(removed.bytes()).isEqualTo(16);
    assertThat(path.resolve("variants/half")).doesNotExist();
    assertThat(Cleaning.orphans(folder).paths()).isEmpty();
  }

  @Test
  void what_no_plan_names_goes_on_demand() throws IOException {
    Cleaning.unused(folder, Set.of("used"), Set.of());
    assertThat(folder.list(""))
        .containsExactly(
            "_attempts/used-5-5.run-driver-0.running",
            "_attempts/used-5-5.run.death",
            "baseline/used/used-0-5.parquet",
            "failures/used-5-5.json",
            "plan.json",
            PLACE.file(new WorkUnit("used", 0, 5)));
  }
}
