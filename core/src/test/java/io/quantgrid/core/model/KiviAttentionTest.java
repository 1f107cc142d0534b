package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.data.Offset.offset;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.RoundTrip;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention over copies of entries against the rule, entry by entry, in plain Java. */
@SuppressWarnings("try") // scopes are there to be closed
class KiviAttentionTest {
  private static final int HEADS = 4;
  private static final int KV_HEADS = 2;
  private static final int DIM = 8;

  /** A softmax of 40 terms in float32 against one in double. */
  private static final double SUMS = 2e-6;

  private final Engine engine = Engines.named("torch");
  private final Random random = new Random(5);

  private float[][][] normal(int heads, int tokens) {
    float[][][] out = new float[heads][tokens][DIM];
    for (float[][] head : out) {
      for (float[] token : head) {
        for (int i = 0; i < DIM; i++) {
          token[i] = (float) random.nextGaussian();
        }
      }
    }
    return out;
  }

  private Tensor tensor(float[][][] x) {
    int tokens = x[0].length;
    float[] flat = new float[x.length * tokens * DIM];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = x[i / (tokens * DIM)][i / DIM % tokens][i % DIM];
    }
    return engine.floats(flat, 1, x.length, tokens, DIM);
  }

  @ParameterizedTest
  @CsvSource({
    "int2/kivi/group4/residual8, 40, 0",
    "int3/kivi/group4/residual12, 37, 0",
    "int2/kivi/group4/residual8, 40, 11",
    "keys:int4/channel+values:int2/token/asym+group8, 33, 0",
  })
  void each_query_sees_what_the_rule_says(String text, int tokens, int window) {
    Kivi kivi = (Kivi) KvScheme.parse(text);
    float[][][] q = normal(HEADS, tokens);
    float[][][] k = normal(KV_HEADS, tokens);
    float[][][] v = normal(KV_HEADS, tokens);
    OptionalInt reach = window == 0 ? OptionalInt.empty() : OptionalInt.of(window);
    TokenBatch batch = TokenBatch.causal(List.of(new int[tokens]));
    try (Scope scope = engine.scope()) {
      KiviLayout layout = KiviLayout.of(kivi, batch, Optional.empty(), reach).orElseThrow();
      KiviAttention attention = new KiviAttention(engine, kivi, layout, Optional.empty());
      float[] mixed =
          engine.toFloats(
              attention.attend(
                  0, tensor(q), tensor(k), tensor(v), Scores.of(0.35, OptionalInt.empty())));
      for (int head = 0; head < HEADS; head++) {
        int kv = head / (HEADS / KV_HEADS);
        for (int t = 0; t < tokens; t++) {
          double[] expected = oracle(kivi, q[head][t], k[kv], v[kv], t, reach);
          for (int i = 0; i < DIM; i++) {
            assertThat((double) mixed[(head * tokens + t) * DIM + i])
                .as("head %d, token %d, channel %d", head, t, i)
                .isCloseTo(expected[i], offset(SUMS));
          }
        }
      }
    }
  }

  private static double[] oracle(
      Kivi kivi, float[] q, float[][] k, float[][] v, int t, OptionalInt window) {
    double[] sum = new double[DIM];
    double weights = 0;
    for (int p = 0; p <= t; p++) {
      if (window.isPresent() && t - p >= window.getAsInt()) {
        continue;
      }
      int block = p / kivi.group();
      boolean keyQuantized =
          (block + 1) * kivi.group() <= kivi.residual() * ((t + 1) / kivi.residual());
      float[] key = keyQuantized ? quantizedKey(kivi, k, p) : k[p];
      float[] value = p <= t - kivi.residual() ? row(v[p], kivi.values()) : v[p];
      double dot = 0;
      for (int i = 0; i < DIM; i++) {
        dot += (double) q[i] * key[i];
      }
      double weight = Math.exp(0.35 * dot);
      weights += weight;
      for (int i = 0; i < DIM; i++) {
        sum[i] += weight * value[i];
      }
    }
    for (int i = 0; i < DIM; i++) {
      sum[i] /= weights;
    }
    return sum;
  }

  private static float[] quantizedKey(Kivi kivi, float[][] k, int p) {
    int from = p / kivi.group() * kivi.group();
    float[] out = new float[DIM];
    for (int channel = 0; channel < DIM; channel++) {
      float[] over = new float[kivi.group()];
      for (int i = 0; i < over.length; i++) {
        over[i] = k[from + i][channel];
      }
      out[channel] = row(over, kivi.keyRows())[p - from];
    }
    return out;
  }

  private static float[] row(float[] values, Scheme scheme) {
    return RoundTrip.apply(values, 1, values.length, scheme, Float32.TYPE);
  }

  @ParameterizedTest
  @CsvSource({"64, 40", "64, 41", "16, 16", "16, 17", "130, 128"})
  void every_query_sees_each_earlier_token_exactly_once(int tokens, int other) {
    Kivi kivi = (Kivi) KvScheme.parse("int2/kivi/group4/residual16");
    List<TokenBatch> batches = new ArrayList<>();
    batches.add(TokenBatch.causal(List.of(new int[tokens], new int[other])));
    batches.add(TokenBatch.prefill(List.of(new int[tokens], new int[other])));
    batches.add(
        TokenBatch.packed(
            List.of(
                new TokenBatch.Packed(
                    new int[other], List.of(new int[tokens], new int[3], new int[0], new int[15])),
                new TokenBatch.Packed(new int[0], List.of(new int[5], new int[30])))));
    for (TokenBatch batch : batches) {
      KiviLayout layout =
          KiviLayout.of(kivi, batch, Optional.empty(), OptionalInt.empty()).orElseThrow();
      for (KiviLayout.Slice slice : layout.slices()) {
        for (int row = 0; row < batch.rows(); row++) {
          for (int column = slice.from(); column < slice.to(); column++) {
            int at = (int) batch.index(row, column);
            int width = slice.to() - slice.from();
            int seen = 0;
            for (int i = 0; i < slice.entries(); i++) {
              seen +=
                  slice.visible()[(row * width + column - slice.from()) * slice.entries() + i]
                      ? 1
                      : 0;
            }
            boolean padding = batch.branches()[at] == TokenBatch.PADDING;
            assertThat(seen).isEqualTo(padding ? 1 : batch.positions()[at] + 1);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "int2/kivi/group4/residual8, 0",
    "int2/kivi/group4/residual12, 0",
    "int2/kivi/group4/residual8, 11",
    "int2/kivi/group4/residual4, 3"
  })
  void the_layout_of_a_step_is_that_of_any_batch(String text, int window) {
    Kivi kivi = (Kivi) KvScheme.parse(text);
    OptionalInt reach = window == 0 ? OptionalInt.empty() : OptionalInt.of(window);
    for (int[] tokens : new int[][] {{1}, {7}, {8}, {30}, {23, 31, 5}, {40, 40}, {3, 16}}) {
      try (DecoderCache cache =
          DecoderCache.empty(engine, 0, layer -> fail("no layers"), tokens.length, 48)) {
        cache.commit(TokenBatch.causal(Arrays.stream(tokens).mapToObj(int[]::new).toList()));
        TokenBatch step = TokenBatch.step(new int[tokens.length]);
        assertThat(KiviLayout.of(kivi, step, Optional.of(cache), reach))
            .usingRecursiveComparison()
            .isEqualTo(KiviLayout.ofAny(kivi, step, Optional.of(cache), reach));
      }
    }
  }
}
