package io.quantgrid.core.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.GemmRate;
import io.quantgrid.kernels.tensor.MemoryRate;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tokens per second of prompts and of steps, beside what the machine's matrix product and memory
 * allow, measured in the same run. {@code -Dbench.layers=2 -Dbench.prompt=32 -Dbench.steps=2} makes
 * it short, {@code -Dbench.threads} counts threads, {@code -Dbench.formats=W4A16,bfloat16} chooses.
 */
@Tag("bench")
@SuppressWarnings("try") // scopes are there to be closed
class DecodeBench {
  private static final int LAYERS = Integer.getInteger("bench.layers", 30);
  private static final int PROMPT = Integer.getInteger("bench.prompt", 256);
  private static final int STEPS = Integer.getInteger("bench.steps", 24);
  private static final int RUNS = Integer.getInteger("bench.runs", 3);
  private static final int THREADS = Integer.getInteger("bench.threads", 1);
  private static final String CHOSEN = System.getProperty("bench.formats", "");

  private static final String SMOLLM2_135M =
      """
      {"model_type": "llama", "hidden_size": 576, "num_hidden_layers": %d,
       "num_attention_heads": 9, "num_key_value_heads": 3, "intermediate_size": 1536,
       "vocab_size": 49152, "rope_theta": 100000, "tie_word_embeddings": true}
      """;

  /** Schemes of weights and activations, empty for none; the type computed in. */
  private record Format(String name, String weights, String activations, DType compute) {}

  private static final List<Format> FORMATS =
      List.of(
          new Format("float32", "", "", DType.FLOAT32),
          new Format("bfloat16", "", "", DType.BFLOAT16),
          new Format("W8A8-INT", "int8/channel", "int8/token", DType.BFLOAT16),
          new Format("W4A16", "int4/group32", "", DType.BFLOAT16));

  private final Engine engine = Engines.named("torch");

  @Test
  void prompts_and_steps_beside_what_the_machine_allows() throws Exception {
    engine.threads(THREADS);
    ModelConfig config =
        Models.config(new ObjectMapper().readTree(SMOLLM2_135M.formatted(LAYERS)), "SmolLM2-135M");
    double read = MemoryRate.read(engine, MemoryRate.beyondCaches());
    System.out.printf(
        "%s, %s, threads %d, layers %d, prompts of %d; memory read %.1f GB/s%n",
        engine.version(), engine.device(), THREADS, LAYERS, PROMPT, read / 1e9);
    System.out.printf(
        "%-9s %5s | %11s %9s %9s %8s | %11s %8s %9s%n",
        "format",
        "batch",
        "prefill t/s",
        "GFLOP/s",
        "of GEMM",
        "ratio",
        "decode t/s",
        "GB/s",
        "of memory");
    for (Format format : FORMATS) {
      if (!CHOSEN.isEmpty() && !List.of(CHOSEN.split(",")).contains(format.name())) {
        continue;
      }
      double gemm = GemmRate.measure(engine, format.compute(), 1024, 576, 3072);
      try (CausalModel model = model(config, format)) {
        for (int batch : new int[] {1, 8, 32}) {
          report(format, model, batch, gemm, read);
        }
      }
    }
  }

  private CausalModel model(ModelConfig config, Format format) {
    Optional<Scheme> activations =
        Optional.of(format.activations()).filter(s -> !s.isEmpty()).map(SchemeParser::parse);
    return Models.load(
        engine,
        config,
        new Coded(new RandomWeights(engine, config), config, format.weights()),
        new Computation(
            format.compute(), activations, Optional.empty(), name -> true, Compute.NATIVE));
  }

  private void report(Format format, CausalModel model, int batch, double gemm, double read) {
    double prefill = Double.MAX_VALUE;
    double step = Double.MAX_VALUE;
    try (KvCache cache = model.cache(batch, PROMPT + STEPS)) {
      for (int run = 0; run < RUNS; run++) {
        cache.use(1);
        cache.use(batch); // rows that come into use are empty
        cache.clear(0);
        prefill = Math.min(prefill, seconds(() -> run(model, prompts(model, batch), cache)));
        double steps =
            seconds(
                () -> {
                  for (int i = 0; i < STEPS; i++) {
                    run(model, TokenBatch.step(new int[batch]), cache);
                  }
                });
        step = Math.min(step, steps / STEPS);
      }
    }
    long weights =
        model.config().architecture().layers().stream()
            .flatMap(layer -> layer.branches().stream())
            .flatMap(branch -> branch.part().projections().stream())
            .mapToLong(projection -> (long) projection.rows() * projection.columns())
            .sum();
    double flops = 2.0 * weights * batch * PROMPT;
    System.out.printf(
        "%-9s %5d | %11.0f %9.1f %9.1f %6.0f %% | %11.1f %8.2f %7.0f %%%n",
        format.name(),
        batch,
        batch * PROMPT / prefill,
        flops / prefill / 1e9,
        gemm / 1e9,
        100 * flops / prefill / gemm,
        batch / step,
        model.bytes() / step / 1e9,
        100 * model.bytes() / step / read);
  }

  private static TokenBatch prompts(CausalModel model, int batch) {
    SplittableRandom random = new SplittableRandom(1);
    List<int[]> texts = new ArrayList<>();
    for (int row = 0; row < batch; row++) {
      texts.add(random.ints(PROMPT, 0, model.config().vocabulary()).toArray());
    }
    return TokenBatch.causal(texts);
  }

  /** As generation does: the head runs on the last token of each row. */
  private void run(CausalModel model, TokenBatch batch, KvCache cache) {
    try (Scope scope = engine.scope()) {
      Tensor hidden = model.hidden(batch, cache);
      Tensor last = engine.narrow(hidden, 1, batch.width() - 1L, 1);
      Tensor logits = model.logits(engine.reshape(last, batch.rows(), hidden.size(-1)));
      engine.toLongs(engine.argmax(logits));
    }
  }

  /** Elapsed seconds; with one thread those that it computed, whatever else the machine does. */
  private static double seconds(Runnable body) {
    long start = nanoseconds();
    body.run();
    return (nanoseconds() - start) / 1e9;
  }

  private static long nanoseconds() {
    return THREADS == 1 ? TimedEngine.nanoseconds() : System.nanoTime();
  }

  /** Random codes for the matrices of blocks: what they are takes no time to find. */
  private record Coded(WeightSource plain, ModelConfig config, String scheme)
      implements WeightSource {
    @Override
    public boolean has(String name) {
      return plain.has(name);
    }

    @Override
    public Tensor weight(String name, DType dtype) {
      return plain.weight(name, dtype);
    }

    @Override
    public boolean isQuantized(String name) {
      return !scheme.isEmpty() && Models.linearWeights(config).contains(name);
    }

    @Override
    public Optional<QuantizedMatrix> quantized(String name) {
      if (!isQuantized(name)) {
        return Optional.empty();
      }
      return config.architecture().layers().stream()
          .flatMap(layer -> layer.branches().stream())
          .flatMap(branch -> branch.part().projections().stream())
          .flatMap(
              projection ->
                  projection.outputs().stream()
                      .filter(output -> output.weight().equals(name))
                      .map(output -> matrix(output.rows(), projection.columns())))
          .findFirst();
    }

    private QuantizedMatrix matrix(int rows, int columns) {
      Scheme parsed = SchemeParser.parse(scheme);
      SplittableRandom random = new SplittableRandom(rows);
      int smallest = (int) parsed.element().smallest();
      int largest = (int) parsed.element().largest();
      byte[] codes = new byte[Math.multiplyExact(rows, columns)];
      for (int i = 0; i < codes.length; i++) {
        codes[i] = (byte) random.nextInt(smallest, largest + 1);
      }
      float[] scales = new float[Math.toIntExact(QuantizedMatrix.scales(parsed, rows, columns))];
      Arrays.fill(scales, 0.001f);
      return new QuantizedMatrix(
          parsed, rows, columns, codes, scales, Float32.TYPE, new byte[0], 1);
    }
  }
}
