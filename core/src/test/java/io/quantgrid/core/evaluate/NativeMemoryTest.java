package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Evaluating leaves no native memory behind, however often. */
final class NativeMemoryTest {
  /**
   * What the allocators of C and Java may keep between two measurements: a leak of one layer's
   * states a batch would be several times that after 10,000 samples.
   */
  private static final long SLACK_BYTES = 128L << 20;

  private static final int WARM_UP = 300;

  @Test
  void a_thousand_samples_leave_nothing() throws IOException {
    assertFlat(1_000);
  }

  @Test
  @Tag("full")
  void ten_thousand_samples_leave_nothing() throws IOException {
    assertFlat(10_000);
  }

  private static void assertFlat(int samples) throws IOException {
    Map<String, GoldenRun> runs = GoldenRun.all();
    List<GoldenRun> tasks = List.of(runs.get("pocket_mapping"), runs.get("pocket_dialogue"));
    try (PocketModel pocket = PocketModel.open()) {
      evaluate(pocket, tasks, WARM_UP);
      long allocated = pocket.model().engine().allocatedBytes();
      long resident = residentBytes();
      evaluate(pocket, tasks, samples);
      assertThat(pocket.model().engine().allocatedBytes()).isEqualTo(allocated);
      assertThat(residentBytes() - resident).isLessThan(SLACK_BYTES);
    }
  }

  private static void evaluate(PocketModel pocket, List<GoldenRun> tasks, int samples) {
    for (int done = 0; done < samples; ) {
      for (GoldenRun task : tasks) {
        ModelEvaluator evaluator = pocket.evaluator(16, task.maxLength());
        Map<Long, Reference> left =
            evaluator.evaluate(task, task.items(), Optional.empty()).stream()
                .collect(Collectors.toMap(SampleResult::docId, r -> r.reference().orElseThrow()));
        evaluator.evaluate(task, task.items(), Optional.of(left::get));
        done += 2 * task.size();
      }
    }
  }

  /** Resident set of this process after a collection; 0 where the system does not tell. */
  private static long residentBytes() throws IOException {
    System.gc();
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst()
          .orElse(0);
    }
  }
}
