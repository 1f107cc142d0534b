package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Evaluating leaves no native memory behind, however often. Runs in a JVM of its own, whose Java
 * heap is fixed and resident from the start, so that all growth of the process is native.
 */
final class NativeMemoryTest {
  /**
   * What allocators, compiled code and thread stacks may grow by; one layer's states a batch, kept,
   * would be several times that after 10,000 samples.
   */
  private static final long SLACK_BYTES = 48L << 20;

  private static final int WARM_UP = 300;

  @Test
  void a_thousand_samples_leave_nothing() throws IOException, InterruptedException {
    assertFlat(1_000);
  }

  @Test
  @Tag("full")
  void ten_thousand_samples_leave_nothing() throws IOException, InterruptedException {
    assertFlat(10_000);
  }

  private static void assertFlat(int samples) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xss4m",
                "-Xms200m",
                "-Xmx200m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                NativeMemoryTest.class.getName(),
                Integer.toString(samples))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(output).isZero();
    String[] growth = output.split(" ");
    assertThat(Long.parseLong(growth[0])).as("bytes of tensors").isZero();
    assertThat(Long.parseLong(growth[1])).as("resident bytes").isLessThan(SLACK_BYTES);
  }

  /** Prints by how many bytes tensors and the process grew over that many samples. */
  public static void main(String[] arguments) throws IOException {
    Map<String, GoldenRun> runs = GoldenRun.all();
    List<GoldenRun> tasks = List.of(runs.get("pocket_mapping"), runs.get("pocket_dialogue"));
    try (PocketModel pocket = PocketModel.open()) {
      evaluate(pocket, tasks, WARM_UP);
      long allocated = pocket.model().engine().allocatedBytes();
      long resident = residentBytes();
      evaluate(pocket, tasks, Integer.parseInt(arguments[0]));
      long tensors = pocket.model().engine().allocatedBytes() - allocated;
      System.out.println(tensors + " " + (residentBytes() - resident));
    }
  }

  private static void evaluate(PocketModel pocket, List<GoldenRun> tasks, int samples) {
    for (int done = 0; done < samples; ) {
      for (GoldenRun task : tasks) {
        ModelEvaluator evaluator = pocket.evaluator(16, task.maxLength());
        List<Reference> left =
            evaluator.evaluate(task, task.items(), Optional.empty()).stream()
                .map(result -> result.reference().orElseThrow())
                .toList();
        evaluator.evaluate(task, task.items(), Optional.of(References.of(left)));
        done += 2 * task.size();
      }
    }
  }

  /** Resident set of this process; 0 where the system does not tell. */
  private static long residentBytes() throws IOException {
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
