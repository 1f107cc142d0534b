package io.quantgrid.core.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tokens per second of a run over whole texts, beside what the machine's matrix product alone would
 * allow: the same products, of the same shapes, measured in the same minute. Both are the best of
 * several alternating runs, since other work on the machine only ever slows.
 */
@Tag("bench")
@SuppressWarnings("try") // scopes are there to be closed
class ModelBench {
  private static final int RUNS = Integer.getInteger("bench.runs", 7);

  private static final String POCKET_S =
      """
      {"model_type": "llama", "hidden_size": 128, "num_hidden_layers": 4,
       "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 384,
       "vocab_size": 2048, "tie_word_embeddings": true}
      """;
  private static final String POCKET_M =
      """
      {"model_type": "llama", "hidden_size": 256, "num_hidden_layers": 4,
       "num_attention_heads": 8, "num_key_value_heads": 4, "intermediate_size": 768,
       "vocab_size": 2048, "tie_word_embeddings": true}
      """;
  private static final String SMOLLM2_135M =
      """
      {"model_type": "llama", "hidden_size": 576, "num_hidden_layers": 30,
       "num_attention_heads": 9, "num_key_value_heads": 3, "intermediate_size": 1536,
       "vocab_size": 49152, "rope_theta": 100000, "tie_word_embeddings": true}
      """;

  private final Engine engine = Engines.named(System.getProperty("bench.engine", "torch"));
  private int threads = 1;

  @Test
  void prefill_reaches_a_good_part_of_the_matrix_products_rate() throws Exception {
    System.out.printf(
        "%s %s, %s; OPENBLAS_CORETYPE %s%n",
        engine.name(),
        engine.version(),
        engine.device(),
        Optional.ofNullable(System.getenv("OPENBLAS_CORETYPE")).orElse("unset"));
    System.out.printf(
        "%-14s %-8s %7s %9s | %10s | %9s %9s | %s%n",
        "model", "type", "threads", "batch", "tokens/s", "GFLOP/s", "of GEMM", "ratio");
    List<DType> types =
        Stream.of(DType.BFLOAT16, DType.FLOAT32)
            .filter(Engines.computes(engine.name())::contains)
            .toList();
    for (DType dtype : types) {
      for (int threads : List.of(1, 2)) {
        report("pocket-S", POCKET_S, dtype, threads, 64, 64);
        report("pocket-S", POCKET_S, dtype, threads, 4, 512);
        report("pocket-M", POCKET_M, dtype, threads, 64, 64);
        report("pocket-M", POCKET_M, dtype, threads, 4, 512);
        report("SmolLM2-135M", SMOLLM2_135M, dtype, threads, 4, 512);
        report("SmolLM2-135M", SMOLLM2_135M, dtype, threads, 2, 2048);
      }
    }
  }

  private void report(String name, String json, DType dtype, int threads, int rows, int length)
      throws Exception {
    this.threads = threads;
    engine.threads(threads);
    ModelConfig config = Models.config(new ObjectMapper().readTree(json), name);
    TimedEngine timed = new TimedEngine(engine);
    Engine used = Boolean.getBoolean("bench.operations") ? timed.engine() : engine;
    try (CausalModel model =
            Models.load(used, config, new RandomWeights(engine, config), Computation.in(dtype));
        Products products = new Products(config, dtype, (long) rows * length)) {
      TokenBatch batch = random(config, rows, length);
      double run = Double.MAX_VALUE;
      double product = Double.MAX_VALUE;
      for (int i = 0; i < RUNS; i++) {
        timed.reset();
        run = Math.min(run, seconds(() -> runOnce(model, batch)));
        product = Math.min(product, products.seconds());
      }
      double flops = products.flops();
      System.out.printf(
          "%-14s %-8s %7d %9s | %10.0f | %9.1f %9.1f | %.0f %%%n",
          name,
          dtype,
          threads,
          rows + "x" + length,
          rows * length / run,
          flops / run / 1e9,
          flops / product / 1e9,
          100 * product / run);
      if (used != engine) {
        System.out.println(timed.table(1));
      }
    }
  }

  private void runOnce(CausalModel model, TokenBatch batch) {
    try (Scope scope = engine.scope()) {
      model.hidden(batch);
    }
  }

  private static TokenBatch random(ModelConfig config, int rows, int length) {
    SplittableRandom random = new SplittableRandom(1);
    List<int[]> texts = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      texts.add(random.ints(length, 0, config.vocabulary()).toArray());
    }
    return TokenBatch.causal(texts);
  }

  /** Elapsed seconds; with one thread those that it computed, whatever else the machine does. */
  private double seconds(Runnable body) {
    long start = nanoseconds();
    body.run();
    return (nanoseconds() - start) / 1e9;
  }

  private long nanoseconds() {
    return threads == 1
        ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
        : System.nanoTime();
  }

  /** The model's matrix products over so many tokens, and nothing else. */
  private final class Products implements AutoCloseable {
    private final List<Tensor> inputs = new ArrayList<>();
    private final List<Tensor> weights = new ArrayList<>();
    private final int layers;
    private double flops;

    Products(ModelConfig config, DType dtype, long tokens) {
      layers = config.layers();
      config.architecture().layers().get(0).branches().stream()
          .flatMap(branch -> branch.part().projections().stream())
          .forEach(p -> add(dtype, tokens, p.rows(), p.columns()));
    }

    private void add(DType dtype, long tokens, long out, long in) {
      try (Scope scope = engine.scope()) {
        inputs.add(scope.release(random(dtype, tokens, in)));
        weights.add(scope.release(random(dtype, out, in)));
      }
      flops += 2.0 * layers * tokens * out * in;
    }

    private Tensor random(DType dtype, long rows, long columns) {
      float[] values = new float[Math.toIntExact(rows * columns)];
      SplittableRandom random = new SplittableRandom(2);
      for (int i = 0; i < values.length; i++) {
        values[i] = (random.nextInt() >> 8) * (1f / (1 << 23));
      }
      return engine.cast(engine.floats(values, rows, columns), dtype);
    }

    double flops() {
      return flops;
    }

    /** Seconds that the products of all layers take, the best of a few passes over each shape. */
    double seconds() {
      double sum = 0;
      for (int i = 0; i < inputs.size(); i++) {
        Tensor input = inputs.get(i);
        Tensor weight = weights.get(i);
        double best = Double.MAX_VALUE;
        for (int pass = 0; pass < 3; pass++) {
          best =
              Math.min(best, ModelBench.this.seconds(() -> engine.linear(input, weight).close()));
        }
        sum += layers * best;
      }
      return sum;
    }

    @Override
    public void close() {
      inputs.forEach(Tensor::close);
      weights.forEach(Tensor::close);
    }
  }
}
