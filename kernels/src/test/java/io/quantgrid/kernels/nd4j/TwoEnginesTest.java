package io.quantgrid.kernels.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.check.Curve;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same random operations on both engines, shape by shape and number by number. */
@SuppressWarnings("try") // scopes are there to be closed
final class TwoEnginesTest {
  /**
   * Relative to the largest magnitude of a result: float32 sums of up to 100 terms in another
   * order, and exponentials within a few units in the last place.
   */
  private static final double FLOAT32_ROUNDING = 3e-6;

  private static final int PROGRAMS = 60;

  private final Engine torch = Engines.named("torch");
  private final Engine nd4j = Engines.named("nd4j");

  static LongStream seeds() {
    return LongStream.range(0, PROGRAMS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void random_operations_agree(long seed) {
    List<float[]> expected = run(torch, seed);
    List<float[]> actual = run(nd4j, seed);
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      agree("seed " + seed + ", result " + i, actual.get(i), expected.get(i));
    }
  }

  private static void agree(String what, float[] actual, float[] expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double largest = 1e-3;
    for (float value : expected) {
      largest = Float.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
    }
    for (int i = 0; i < expected.length; i++) {
      boolean same =
          Float.compare(actual[i], expected[i]) == 0
              || Math.abs((double) actual[i] - expected[i]) <= FLOAT32_ROUNDING * largest;
      assertThat(same)
          .as("%s, entry %d: %s, expected %s", what, i, actual[i], expected[i])
          .isTrue();
    }
  }

  /** A program of that seed: the shape and the numbers of everything that it makes. */
  private static List<float[]> run(Engine engine, long seed) {
    engine.threads(1);
    List<float[]> results = new ArrayList<>();
    try (Scope scope = engine.scope()) {
      program(
          engine,
          new SplittableRandom(seed),
          tensor -> {
            long[] shape = tensor.shape();
            float[] extents = new float[shape.length];
            for (int d = 0; d < extents.length; d++) {
              extents[d] = shape[d];
            }
            results.add(extents);
            results.add(engine.toFloats(engine.cast(tensor, DType.FLOAT32)));
          });
    }
    return results;
  }

  private static void program(Engine e, SplittableRandom random, Consumer<Tensor> see) {
    int batch = random.nextInt(1, 4);
    int groups = random.nextInt(1, 3);
    int heads = groups * random.nextInt(1, 4);
    int tokens = random.nextInt(1, 40);
    int dim = 2 * random.nextInt(1, 20);
    Tensor x = tensor(e, random, batch, tokens, heads, dim);
    Tensor q = e.transpose(x, 1, 2); // [batch, heads, tokens, dim], not dense
    Tensor k = e.transpose(tensor(e, random, batch, tokens, groups, dim), 1, 2);
    Tensor v = e.narrow(tensor(e, random, batch, groups, tokens + 2, dim), 2, 1, tokens);
    Tensor cos = tensor(e, random, 1, 1, tokens, dim);
    Tensor row = tensor(e, random, dim);
    Tensor column = tensor(e, random, tokens, 1);
    see.accept(e.rotary(q, cos, e.mul(cos, -0.3)));
    see.accept(e.add(q, row));
    see.accept(e.sub(row, q));
    see.accept(e.mul(q, column));
    see.accept(e.mul(column, row));
    see.accept(e.div(q, e.clamp(cos, 0.1, 2)));
    see.accept(e.sub(e.contiguous(q), q));
    see.accept(e.silu(e.mul(q, 7)));
    for (Curve curve : Curve.values()) {
      see.accept(curve.apply(e, q));
    }
    see.accept(e.swiglu(q));
    see.accept(e.round(e.mul(q, 2)));
    see.accept(e.clamp(q, -0.5, 0.75));
    see.accept(e.rmsNorm(q, row, 1e-5));
    see.accept(e.layerNorm(q, row, Optional.of(row), 1e-2));
    see.accept(e.softmax(e.mul(q, 20)));
    see.accept(e.logSoftmax(e.mul(q, 20)));
    for (int d = -1; d < 3; d++) {
      see.accept(e.amax(q, d));
      see.accept(e.amin(q, d));
      see.accept(e.sum(q, d));
    }
    see.accept(e.argmax(q));
    see.accept(e.topK(q, random.nextInt(1, dim + 1)).values());
    Tensor weight = tensor(e, random, random.nextInt(1, 70), dim);
    see.accept(e.linear(q, weight));
    see.accept(e.linear(q, weight, tensor(e, random, (int) weight.size(0))));
    see.accept(e.matmul(q, e.transpose(q, 2, 3)));
    see.accept(e.matmul(q, tensor(e, random, dim, 3)));
    see.accept(e.causalAttention(q, k, v, 0.4));
    see.accept(e.fullAttention(q, k, v, 0.4));
    see.accept(e.maskedAttention(q, k, v, mask(e, random, batch, tokens), 0.4));
    Tensor seen = e.narrow(mask(e, random, batch, tokens), 0, 0, 1);
    Tensor bias = tensor(e, random, heads, 1, tokens);
    see.accept(e.biasedAttention(q, k, v, bias, 0.4));
    see.accept(e.maskedFill(e.matmul(q, e.transpose(q, 2, 3)), seen, -7));
    see.accept(e.reshape(e.transpose(q, 1, 2), batch, tokens, -1));
    see.accept(e.cat(random.nextInt(4), List.of(q, q, e.contiguous(q))));
    long[] picks = random.longs(5, 0, tokens).toArray();
    see.accept(e.indexSelect(q, 2, e.longs(picks, 5)));
    see.accept(e.embedding(column, e.longs(picks, 1, 5)));
    Tensor best = e.reshape(e.argmax(q), batch, heads, tokens, 1);
    see.accept(e.gather(q, best));
    for (DType dtype : DType.values()) {
      see.accept(e.cast(e.mul(q, 3), dtype));
    }
  }

  private static Tensor tensor(Engine engine, SplittableRandom random, int... shape) {
    long[] extents = Arrays.stream(shape).asLongStream().toArray();
    float[] values = new float[Math.toIntExact(LongStream.of(extents).reduce(1, (a, b) -> a * b))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return engine.floats(values, extents);
  }

  private static Tensor mask(Engine engine, SplittableRandom random, int batch, int tokens) {
    boolean[] seen = new boolean[batch * tokens * tokens];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = i % tokens == i / tokens % tokens || random.nextInt(3) > 0;
    }
    return engine.booleans(seen, batch, 1, tokens, tokens);
  }
}
