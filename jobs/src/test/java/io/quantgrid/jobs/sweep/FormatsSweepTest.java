package io.quantgrid.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.grid.EngineInfo;
import io.quantgrid.core.grid.Plan;
import io.quantgrid.core.grid.Planner;
import io.quantgrid.core.grid.Sweep;
import io.quantgrid.core.grid.SweepReader;
import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.SampleFile;
import io.quantgrid.jobs.table.SampleRow;
import io.quantgrid.jobs.table.SampleTable;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sweep over every kind of format that there is to copy. */
class FormatsSweepTest {
  private static final int SAMPLES = 3;

  @TempDir private Path path;

  private Plan plan() throws Exception {
    Sweep sweep =
        new SweepReader(Engines.names(), new StandardCatalog())
            .read(
                Path.of("../conf/formats.yaml"),
                List.of("output=" + path, "limits.samples=" + SAMPLES, "calibration.samples=4"));
    Engine engine = Engines.named("torch");
    return Planner.plan(sweep, new StandardCatalog(), EngineInfo.of(engine), engine::hasLowBit);
  }

  @Test
  void every_format_is_quantized_evaluated_and_says_how_it_computed() throws Exception {
    Plan plan = plan();
    SweepOutcome outcome = PocketSweep.run(plan, 2);
    assertThat(outcome.failures()).isEmpty();
    Map<String, Set<String>> compute = new TreeMap<>();
    Map<String, Double> bits = new HashMap<>();
    Map<String, Integer> rows = new HashMap<>();
    OutputFolder folder = PocketSweep.folder(plan);
    for (SampleFile file : folder.published().current()) {
      try (var read = SampleTable.rows(folder.input(file.path()))) {
        read.forEachRemaining(
            (SampleRow row) -> {
              compute.computeIfAbsent(row.format(), key -> new TreeSet<>()).add(row.compute());
              bits.put(row.format(), row.bitsPerWeight());
              rows.merge(row.format(), 1, Integer::sum);
            });
      }
    }
    assertThat(compute).hasSize(plan.sweep().formats().size() + 1);
    assertThat(rows.values()).allMatch(count -> count == 3 * SAMPLES);
    plan.variants()
        .forEach(
            variant ->
                assertThat(compute.get(variant.format().name()))
                    .as(variant.format().name())
                    .containsExactly(variant.forecast().compute().text()));
    assertThat(compute)
        .containsEntry("w8a8-int", Set.of("native"))
        .containsEntry("w8a8-int-static", Set.of("native"))
        .containsEntry("w4a16", Set.of("native"))
        .containsEntry("mxfp4", Set.of("simulated"))
        .containsEntry("kv8", Set.of("simulated"));
    assertThat(bits.get("binary")).isLessThan(bits.get("ternary"));
    assertThat(bits.get("ternary")).isLessThan(bits.get("w2"));
    assertThat(bits.get("w2")).isLessThan(bits.get("w3"));
    assertThat(bits.get("mxfp4")).isLessThan(bits.get("nvfp4"));
    assertThat(bits.get("nvfp4")).isLessThan(bits.get("mxfp6"));
    assertThat(bits.get("mxfp6")).isLessThan(bits.get("mxfp8"));
    assertThat(bits.get("mxfp8")).isLessThan(16);
  }
}
