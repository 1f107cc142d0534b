package io.quantgrid.kernels.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.element.Int8;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Long runs: memory stays flat, and threads do not change a bit. */
@SuppressWarnings("try") // scopes are there to be closed
public abstract class SteadyStateContractTest extends EngineFixture {
  private static final int WARM_UP = 2_000;
  private static final int ITERATIONS = 10_000;

  /**
   * Kilobytes that compiled code, the collector's tables and allocator caches may take after the
   * warm-up. One leaked tensor per iteration (8 KiB here) would be 80 MB.
   */
  static final long RESIDENT_SLACK = 20_000;

  private static final long ABOVE_HEAP = 64L << 30;

  private static final Scheme TOKENS =
      Scheme.of(Int8.TYPE, new Granularity.PerToken(), Symmetry.ASYMMETRIC);

  /** Weights of one block: hidden 32, 4 heads, 2 key-value heads, ffn 64. */
  private record Weights(Tensor qkv, Tensor out, Tensor gateUp, Tensor down, Tensor norm) {}

  private Weights weights() {
    return new Weights(
        engine.floats(random(64 * 32, 1), 64, 32),
        engine.floats(random(32 * 32, 2), 32, 32),
        engine.floats(random(128 * 32, 3), 128, 32),
        engine.floats(random(32 * 64, 4), 32, 64),
        engine.floats(random(32, 5), 32));
  }

  /** A transformer block and a head, through every operation that makes temporaries. */
  private float[] block(Weights w, float[] input) {
    try (Scope inner = engine.scope()) {
      Tensor x = engine.floats(input, 2, 32, 32); // [batch, tokens, hidden]
      Tensor cos = engine.floats(random(32 * 8, 6), 1, 1, 32, 8);
      Tensor h = engine.roundTrip(engine.rmsNorm(x, w.norm(), 1e-5), TOKENS);
      Tensor qkv = engine.linear(h, w.qkv());
      Tensor q = engine.rotary(heads(qkv, 0, 4), cos, cos);
      Tensor k = engine.rotary(heads(qkv, 32, 2), cos, cos);
      Tensor v = heads(qkv, 48, 2);
      Tensor a = engine.causalAttention(q, k, v, 0.35);
      Tensor mask = engine.cast(engine.zeros(DType.INT8, 1, 1, 32, 32), DType.BOOL);
      engine.copyInto(engine.narrow(mask, 3, 0, 4), engine.cast(cosMask(), DType.BOOL));
      Tensor masked = engine.maskedAttention(q, k, v, mask, 0.35);
      Tensor b = engine.add(masked, engine.fullAttention(q, k, v, 0.35));
      Tensor joined = engine.reshape(engine.transpose(engine.add(a, b), 1, 2), 2, 32, 32);
      Tensor y = engine.add(x, engine.linear(joined, w.out()));
      Tensor up =
          engine.swiglu(engine.linear(engine.rmsNorm(others(y, w), w.norm(), 1e-5), w.gateUp()));
      Tensor z = engine.add(y, engine.linear(up, w.down()));
      Tensor p = engine.logSoftmax(engine.clamp(engine.mul(z, 0.5), -5, 5));
      TopK top = engine.topK(p, 3);
      Tensor all = engine.cat(-1, List.of(top.values(), engine.gather(p, top.indices())));
      assertThat(engine.toLongs(engine.argmax(p))).hasSize(64);
      return engine.toFloats(all);
    }
  }

  /** What other families compute. */
  private Tensor others(Tensor x, Weights w) {
    Tensor y = engine.layerNorm(x, w.norm(), Optional.of(w.norm()), 1e-5); // [2, 32, 32]
    Tensor hidden = engine.booleans(new boolean[] {true, false}, 2, 1, 1);
    Tensor bias = engine.reshape(engine.maskedFill(y, hidden, -3), 2, 1, 32, 32);
    Tensor q = engine.transpose(engine.reshape(y, 2, 32, 4, 8), 1, 2);
    Tensor z = engine.biasedAttention(q, q, q, bias, 0.35);
    Tensor rows = engine.reshape(engine.gelu(engine.tanh(z), Gelu.TANH), 64, 32);
    Tensor some = engine.softmax(engine.relu(engine.narrow(rows, 0, 3, 2)));
    engine.addInto(rows, engine.longs(new long[] {5, 1}, 2), engine.gelu(some, Gelu.EXACT));
    engine.copyInto(rows, engine.longs(new long[] {0}, 1), engine.narrow(some, 0, 1, 1));
    return engine.add(x, engine.reshape(engine.exp(engine.sigmoid(rows)), 2, 32, 32));
  }

  private Tensor heads(Tensor qkv, long start, int heads) {
    Tensor part = engine.narrow(qkv, -1, start, heads * 8L);
    return engine.transpose(engine.reshape(part, 2, 32, heads, 8), 1, 2);
  }

  private Tensor cosMask() {
    return engine.expand(engine.floats(new float[] {1, 0, 1, 1}, 1, 1, 1, 4), 1, 1, 32, 4);
  }

  @Test
  void memory_stays_flat_over_ten_thousand_blocks() throws IOException {
    Weights weights = weights();
    float[] input = random(2 * 32 * 32, 7);
    float[] first = block(weights, input);
    for (int i = 0; i < WARM_UP; i++) {
      block(weights, input);
    }
    long allocated = engine.allocatedBytes();
    long resident = residentKilobytes();
    for (int i = 0; i < ITERATIONS; i++) {
      block(weights, input);
    }
    assertThat(engine.allocatedBytes()).isEqualTo(allocated);
    assertThat(residentKilobytes()).isLessThan(resident + RESIDENT_SLACK);
    assertThat(block(weights, input)).isEqualTo(first);
  }

  @Test
  void concurrent_threads_get_the_bits_that_one_gets() {
    Weights weights = weights();
    float[] input = random(2 * 32 * 32, 8);
    float[] wide = random(300 * 257, 9);
    float[] alone = block(weights, input);
    float[] product = product(wide);
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      threads.add(
          CompletableFuture.runAsync(
              () -> {
                engine.threads(1);
                for (int i = 0; i < 30; i++) {
                  assertThat(block(weights, input)).isEqualTo(alone);
                  assertThat(product(wide)).isEqualTo(product);
                }
              },
              command -> new Thread(command).start()));
    }
    threads.forEach(CompletableFuture::join);
  }

  /** A product large enough that an engine would split it over threads. */
  private float[] product(float[] x) {
    try (Scope inner = engine.scope()) {
      Tensor a = engine.floats(x, 300, 257);
      return engine.toFloats(engine.linear(a, a));
    }
  }

  /**
   * Resident anonymous memory above the address where the Java heap can lie (compressed pointers
   * keep it below 32 GiB): allocations of native code, thread stacks, compiled code. The heap
   * itself grows as the collector likes. Zero where the system does not tell.
   */
  static long residentKilobytes() throws IOException {
    Path maps = Path.of("/proc/self/smaps");
    if (!Files.exists(maps)) {
      return 0;
    }
    long sum = 0;
    boolean counted = false;
    for (String line : Files.readAllLines(maps)) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        counted = Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16) >= ABOVE_HEAP;
      } else if (counted && line.startsWith("Anonymous:")) {
        sum += Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return sum;
  }
}
