package io.quantgrid.core.model;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How fast a unit is scored layer by layer, beside the same unit on the resident model: side by
 * side, the best of several alternating runs, since other work on the machine only ever slows.
 */
@Tag("bench")
class StreamedBench {
  private static final int RUNS = Integer.getInteger("bench.runs", 3);
  private static final int ROWS = 4;
  private static final int LENGTH = 128;
  private static final LargeModel LARGE = new LargeModel(768, 2048, 12, 8, 8192);

  private final Engine engine = Engines.named("torch");

  @TempDir private Path folder;

  @Test
  void a_unit_with_enough_tokens_is_scored_at_half_the_resident_speed_or_more() throws Exception {
    LARGE.write(folder);
    System.out.printf("%d MiB of weights%n", LARGE.bytes(DType.FLOAT32) >> 20);
    System.out.printf(
        "%-8s %7s %7s | %12s %12s %12s | %s%n",
        "type", "threads", "tokens", "resident/s", "ahead/s", "one part/s", "ahead of resident");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      ModelConfig config = Models.config(checkpoint.config(), "config.json");
      CheckpointWeights weights = new CheckpointWeights(engine, checkpoint);
      for (DType dtype : List.of(DType.FLOAT32, DType.BFLOAT16)) {
        for (int batches : List.of(1, 2, 4, 8)) {
          report(config, weights, dtype, batches);
        }
      }
    }
  }

  private void report(ModelConfig config, WeightSource weights, DType dtype, int count) {
    engine.threads(1);
    List<TokenBatch> batches =
        LongStream.range(0, count).mapToObj(i -> LARGE.batch(ROWS, LENGTH, i)).toList();
    Computation computation = Computation.in(dtype);
    double[] best = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
    try (CausalModel resident = Models.load(engine, config, weights, computation);
        CausalModel ahead =
            Models.streamed(engine, config, weights, computation, ReadAhead.ONE_PART, folder);
        CausalModel one =
            Models.streamed(engine, config, weights, computation, ReadAhead.NONE, folder)) {
      for (int run = 0; run < RUNS; run++) {
        best[0] = Math.min(best[0], seconds(resident, batches));
        best[1] = Math.min(best[1], seconds(ahead, batches));
        best[2] = Math.min(best[2], seconds(one, batches));
      }
    }
    int tokens = count * ROWS * LENGTH;
    System.out.printf(
        "%-8s %7d %7d | %12.0f %12.0f %12.0f | %.0f %%%n",
        dtype,
        1,
        tokens,
        tokens / best[0],
        tokens / best[1],
        tokens / best[2],
        100 * best[0] / best[1]);
  }

  /** Of hidden states and the logits of every last token, as scoring does. */
  private double seconds(CausalModel model, List<TokenBatch> batches) {
    long started = System.nanoTime();
    model.hidden(
        batches,
        (i, hidden, logits) ->
            engine.toFloats(
                logits.apply(
                    engine.reshape(
                        engine.narrow(hidden, 1, LENGTH - 1, 1), ROWS, hidden.size(-1)))));
    return (System.nanoTime() - started) / 1e9;
  }
}
