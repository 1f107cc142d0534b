package io.quantgrid.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.grid.EngineInfo;
import io.quantgrid.core.grid.Plan;
import io.quantgrid.core.grid.Planner;
import io.quantgrid.core.grid.Sweep;
import io.quantgrid.core.grid.SweepReader;
import io.quantgrid.core.model.Compute;
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
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quickstart's formats that have kernels, over its items, natively and simulated. */
class NativeSweepTest {
  /**
   * Chosen choices, and whether generated text is right. Packed weights are multiplied in the same
   * numbers in another order, so that all are equal. Inputs rounded to 8 bits magnify the last bit
   * of a sum: one that falls on the other side of a tie moves an input by a whole step, and the
   * reference's own logits move by 0.5 when its inputs move by a relative 1e-6.
   */
  private static final double EQUAL_DECISIONS = 0.995;

  private static final Map<String, Double> EQUAL_BY_FORMAT =
      Map.of("w4a16-int-g128", 1.0, "w8a8-int", 0.985);

  /** Nats per scored request, mean over a format's. */
  private static final Map<String, Double> DIFFERENCE =
      Map.of("w4a16-int-g128", 1e-4, "w8a8-int", 0.15);

  @TempDir private Path path;

  private Plan plan(String compute) throws Exception {
    String yaml =
        """
        name: test
        output: %s
        compute: %s
        models: [pocket-s, pocket-m]
        formats: [w8a8-int, w4a16-int-g128]
        tasks: [pocket]
        limits: {samples: 40}
        """
            .formatted(path.resolve(compute), compute);
    Sweep sweep = new SweepReader(Engines.names()).read(yaml, "test.yaml", Path.of("."), List.of());
    Engine engine = Engines.named("torch");
    return Planner.plan(sweep, new StandardCatalog(), EngineInfo.of(engine), engine::hasLowBit);
  }

  /** Rows of quantized variants by what identifies them in both runs. */
  private static Map<String, SampleRow> rows(Plan plan) throws Exception {
    assertThat(PocketSweep.run(plan, 2).failures()).isEmpty();
    OutputFolder folder = PocketSweep.folder(plan);
    Map<String, SampleRow> rows = new TreeMap<>();
    for (SampleFile file : folder.published().current()) {
      try (var read = SampleTable.rows(folder.input(file.path()))) {
        read.forEachRemaining(
            row -> {
              String baseline =
                  row.format().equals("baseline") ? "native" : plan.sweep().compute().text();
              assertThat(row.compute()).isEqualTo(baseline);
              if (!row.format().equals("baseline")) {
                rows.put(file.partition() + " " + row.format() + " " + row.docId(), row);
              }
            });
      }
    }
    return rows;
  }

  @Test
  void native_and_simulated_arithmetic_decide_alike() throws Exception {
    Plan low = plan("native");
    assertThat(low.variants()).allMatch(v -> v.forecast().compute() == Compute.NATIVE);
    Map<String, SampleRow> natively = rows(low);
    Map<String, SampleRow> simulated = rows(plan("simulated"));
    assertThat(natively.keySet()).isEqualTo(simulated.keySet()).hasSize(2 * 2 * 11 * 40);
    int equal = 0;
    for (String format : EQUAL_BY_FORMAT.keySet()) {
      List<String> keys =
          natively.keySet().stream()
              .filter(key -> natively.get(key).format().equals(format))
              .toList();
      int same = 0;
      double difference = 0;
      int scored = 0;
      for (String key : keys) {
        SampleRow a = natively.get(key);
        SampleRow b = simulated.get(key);
        same += decision(a).equals(decision(b)) ? 1 : 0;
        for (int i = 0; i < a.loglikelihoods().size(); i++) {
          difference += Math.abs(a.loglikelihoods().get(i) - b.loglikelihoods().get(i));
          scored++;
        }
      }
      assertThat((double) same / keys.size())
          .as(format + ": equal decisions")
          .isGreaterThanOrEqualTo(EQUAL_BY_FORMAT.get(format));
      assertThat(difference / scored)
          .as(format + ": log-likelihoods")
          .isLessThan(DIFFERENCE.get(format));
      equal += same;
    }
    assertThat((double) equal / natively.size()).isGreaterThanOrEqualTo(EQUAL_DECISIONS);
  }

  private static String decision(SampleRow row) {
    return row.predicted() == null ? "right: " + row.correct() : "choice " + row.predicted();
  }
}
