package io.quantgrid.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.cost.Residence;
import io.quantgrid.core.cost.Residence.Way;
import io.quantgrid.core.grid.EngineInfo;
import io.quantgrid.core.grid.Plan;
import io.quantgrid.core.grid.Planner;
import io.quantgrid.core.grid.Sweep;
import io.quantgrid.core.grid.SweepReader;
import io.quantgrid.core.grid.Variant;
import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.SampleFile;
import io.quantgrid.jobs.table.SampleRow;
import io.quantgrid.jobs.table.SampleTable;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep under a memory limit gives the rows of one without. */
class LimitedSweepTest {
  @TempDir private Path path;

  private Plan plan(String output, String limit) throws Exception {
    String yaml =
        """
        name: test
        output: %s
        models: [pocket-m]
        formats: [w8a8-int, kv4]
        tasks: [pocket_ethics, pocket_stories, pocket_instruction]
        limits: {samples: 5}
        batch: 4
        memory: {limit: %s}
        """
            .formatted(path.resolve(output), limit);
    Sweep sweep = new SweepReader(Engines.names()).read(yaml, "test.yaml", Path.of("."), List.of());
    Engine engine = Engines.named("torch");
    return Planner.plan(sweep, new StandardCatalog(), EngineInfo.of(engine), engine::hasLowBit);
  }

  /** What was found, by cell and item: all but times and places. */
  private static Map<String, List<Object>> found(Plan plan) throws Exception {
    assertThat(PocketSweep.run(plan, 2).failures()).isEmpty();
    OutputFolder folder = PocketSweep.folder(plan);
    Map<String, List<Object>> rows = new TreeMap<>();
    for (SampleFile file : folder.published().current()) {
      try (var read = SampleTable.rows(folder.input(file.path()))) {
        read.forEachRemaining(row -> rows.put(row.cell() + " " + row.docId(), found(row)));
      }
    }
    return rows;
  }

  private static List<Object> found(SampleRow row) {
    return List.of(
        row.loglikelihoods(),
        Objects.toString(row.output()),
        row.metrics(),
        Objects.toString(row.klMean()),
        Objects.toString(row.klMax()),
        row.similarity(),
        row.compute(),
        row.bitsPerWeight());
  }

  @Test
  void a_limited_sweep_gives_the_same_rows() throws Exception {
    Plan free = plan("free", "1TiB");
    assertThat(free.variants()).allMatch(v -> v.residence().way() == Way.RESIDENT);
    Residence whole = free.variants().get(0).residence();
    long limit = ((whole.weightBytes() + whole.runBytes()) >> 10) - 1;
    Plan limited = plan("limited", limit + "KiB");
    assertThat(
            limited.variants().stream()
                .collect(Collectors.toMap(v -> v.format().name(), v -> v.residence().way())))
        .isEqualTo(
            Map.of("baseline", Way.READ_AHEAD, "kv4", Way.READ_AHEAD, "w8a8-int", Way.RESIDENT));
    assertThat(limited.variants().stream().map(Variant::id).toList())
        .isEqualTo(free.variants().stream().map(Variant::id).toList());
    assertThat(found(limited)).hasSize(3 * 3 * 5).isEqualTo(found(free));
  }
}
