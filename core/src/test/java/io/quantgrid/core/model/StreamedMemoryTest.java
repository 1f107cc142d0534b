package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model of three times the memory limit is scored within it, by what the operating system says of
 * a JVM of its own, whose Java heap is resident from the start.
 */
@EnabledOnOs(OS.LINUX)
class StreamedMemoryTest {
  private static final LargeModel LARGE = new LargeModel(512, 1536, 8, 14, 2048);
  private static final LargeModel SMALL = new LargeModel(512, 1536, 8, 2, 2048);
  private static final long LIMIT = LARGE.bytes(DType.FLOAT32) / 3;

  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    LARGE.write(Files.createDirectory(folder.resolve("large")));
    SMALL.write(Files.createDirectory(folder.resolve("small")));
    Files.createDirectory(folder.resolve("scratch"));
  }

  /**
   * What the process prints: a digest of its scores, and anonymous bytes at the most and before.
   */
  private record Outcome(int digest, long most, long before) {
    static Outcome of(String... command) throws IOException, InterruptedException {
      Process process =
          new ProcessBuilder(command).redirectError(folder.resolve("stderr.txt").toFile()).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(process.waitFor())
          .as(output + Files.readString(folder.resolve("stderr.txt")))
          .isZero();
      String[] fields = output.split(" ");
      return new Outcome(
          Integer.parseInt(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]));
    }
  }

  private static List<String> java(String way) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xms96m",
        "-Xmx96m",
        "-XX:+AlwaysPreTouch",
        "-cp",
        System.getProperty("java.class.path"),
        StreamedMemoryTest.class.getName(),
        folder.toString(),
        way);
  }

  @Test
  void a_model_of_three_times_the_limit_is_scored_within_it() throws Exception {
    Outcome resident = Outcome.of(java("resident").toArray(String[]::new));
    Outcome streamed = Outcome.of(java("streamed").toArray(String[]::new));
    assertThat(streamed.digest()).isEqualTo(resident.digest());
    assertThat(resident.most() - resident.before()).isGreaterThan(2 * LIMIT);
    assertThat(streamed.most() - streamed.before()).isLessThan(LIMIT);
    Optional<MemoryGroup> group = MemoryGroup.create();
    assumeTrue(group.isPresent(), "no control group for memory can be made here");
    try (MemoryGroup limited = group.get()) {
      // room for the JVM as it was before the model came, and for the limit
      limited.limit(streamed.before() + LIMIT);
      assertThat(Outcome.of(limited.command(java("streamed"))).digest())
          .isEqualTo(resident.digest());
    }
  }

  /** Scores the large model, after the small one has warmed everything up. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    String way = arguments[1];
    Engine engine = Engines.named("torch");
    engine.threads(1);
    score(engine, SMALL, folder.resolve("small"), folder.resolve("scratch"), way);
    long before = anonymousBytes();
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong most = new AtomicLong();
    Thread sampler =
        new Thread(
            () -> {
              while (!done.get()) {
                most.accumulateAndGet(anonymousBytes(), Math::max);
              }
            });
    sampler.setDaemon(true);
    sampler.start();
    int digest = score(engine, LARGE, folder.resolve("large"), folder.resolve("scratch"), way);
    done.set(true);
    sampler.join();
    System.out.println(digest + " " + most.get() + " " + before);
  }

  private static int score(Engine engine, LargeModel large, Path folder, Path scratch, String way) {
    Computation computation = Computation.in(DType.FLOAT32);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      ModelConfig config = Models.config(checkpoint.config(), "config.json");
      CheckpointWeights weights = new CheckpointWeights(engine, checkpoint);
      List<TokenBatch> batches = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        batches.add(large.batch(2, 64, i));
      }
      int[] digest = {1};
      try (CausalModel model =
          way.equals("resident")
              ? Models.load(engine, config, weights, computation)
              : Models.streamed(
                  engine, config, weights, computation, ReadAhead.ONE_PART, scratch)) {
        model.hidden(
            batches,
            (i, hidden, logits) -> {
              float[] scores =
                  engine.toFloats(logits.apply(engine.reshape(hidden, 2 * 64, hidden.size(-1))));
              digest[0] = 31 * digest[0] + Arrays.hashCode(scores);
            });
      }
      return digest[0];
    }
  }

  private static long anonymousBytes() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("RssAnon:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
