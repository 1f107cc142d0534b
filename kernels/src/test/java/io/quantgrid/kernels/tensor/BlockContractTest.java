package io.quantgrid.kernels.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.check.Oracle;
import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.solve.RoundTrip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Products, transformer blocks and quantization against plain loops. */
public abstract class BlockContractTest extends EngineFixture {
  private static final float[] NONE = {};

  @Test
  void linear_multiplies_by_the_transposed_weight_and_adds_the_bias() {
    computed()
        .forEach(
            dtype -> {
              float[] x = rounded(dtype, random(2 * 5 * 33, 1));
              float[] w = rounded(dtype, random(7 * 33, 2));
              float[] bias = rounded(dtype, random(7, 3));
              Tensor tx = tensor(dtype, x, 2, 5, 33);
              Tensor tw = tensor(dtype, w, 7, 33);
              assertClose(engine.linear(tx, tw), Oracle.linear(x, w, NONE, 10, 33, 7));
              assertClose(
                  engine.linear(tx, tw, tensor(dtype, bias, 7)),
                  Oracle.linear(x, w, bias, 10, 33, 7));
              assertClose(
                  engine.matmul(tx, engine.transpose(tw, 0, 1)),
                  Oracle.linear(x, w, NONE, 10, 33, 7));
            });
  }

  @Test
  void rms_norm_keeps_float32_inside_and_survives_zeros() {
    computed()
        .forEach(
            dtype -> {
              float[] x = rounded(dtype, random(6 * 40, 4));
              Arrays.fill(x, 40, 80, 0);
              float[] weight = rounded(dtype, random(40, 5));
              assertClose(
                  engine.rmsNorm(tensor(dtype, x, 2, 3, 40), tensor(dtype, weight, 40), 1e-5),
                  Oracle.rmsNorm(x, weight, 1e-5, 40));
            });
  }

  @Test
  void gated_units_multiply_the_halves() {
    computed()
        .forEach(
            dtype -> {
              float[] x = random(3 * 34, 6);
              x[0] = 60;
              x[1] = -60;
              x = rounded(dtype, x);
              assertClose(engine.swiglu(tensor(dtype, x, 3, 34)), Oracle.swiglu(x, 17));
              float[] silu = new float[x.length];
              for (int i = 0; i < x.length; i++) {
                silu[i] = Oracle.silu(x[i]);
              }
              assertClose(engine.silu(tensor(dtype, x, 3, 34)), silu);
            });
  }

  @Test
  void rotary_turns_halves_against_each_other() {
    computed()
        .forEach(
            dtype -> {
              float[] x = rounded(dtype, random(2 * 3 * 5 * 8, 7));
              float[] cos = rounded(dtype, random(5 * 8, 8));
              float[] sin = rounded(dtype, random(5 * 8, 9));
              Tensor tx = // the layout that a model has: heads inside tokens
                  engine.transpose(
                      engine.contiguous(engine.transpose(tensor(dtype, x, 2, 3, 5, 8), 1, 2)),
                      1,
                      2);
              assertClose(
                  engine.rotary(tx, tensor(dtype, cos, 1, 1, 5, 8), tensor(dtype, sin, 1, 1, 5, 8)),
                  Oracle.rotary(x, cos, sin, 5, 8));
            });
  }

  @Test
  void log_softmax_is_float32_and_stays_finite() {
    computed()
        .forEach(
            dtype -> {
              float[] x = random(4 * 50, 10);
              x[3] = 80;
              x[60] = -3e4f;
              x = rounded(dtype, x);
              Tensor y = engine.logSoftmax(tensor(dtype, x, 4, 50));
              assertThat(y.dtype()).isEqualTo(DType.FLOAT32);
              assertClose(y, Oracle.logSoftmax(x, 50));
            });
  }

  @Test
  void attention_groups_heads_and_looks_back_only() {
    for (Oracle.Heads s :
        List.of(
            new Oracle.Heads(2, 4, 2, 7, 7, 16),
            new Oracle.Heads(1, 3, 1, 40, 40, 8),
            new Oracle.Heads(2, 2, 2, 1, 1, 4))) {
      boolean[] causal = new boolean[s.batch() * s.queries() * s.keys()];
      for (int i = 0; i < causal.length; i++) {
        causal[i] = i % s.keys() <= i / s.keys() % s.queries();
      }
      computed().forEach(dtype -> attentionAgrees(dtype, s, causal, true));
    }
  }

  @Test
  void masked_attention_sees_what_the_mask_says() {
    Oracle.Heads s = new Oracle.Heads(3, 4, 2, 5, 70, 16);
    boolean[] mask = new boolean[s.batch() * s.queries() * s.keys()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = i % s.keys() == 0 || (i * 7919 + i / 13) % 3 == 0;
    }
    computed().forEach(dtype -> attentionAgrees(dtype, s, mask, false));
  }

  @Test
  void a_row_alone_is_normalized_to_the_bits_that_it_has_among_others() {
    computed()
        .forEach(
            dtype -> {
              float[] x = random(20 * 70, 24);
              x[75] = 3e4f;
              Arrays.fill(x, 280, 350, 0); // a row of zeros
              Tensor rows = tensor(dtype, x, 20, 70);
              Tensor weight = tensor(dtype, random(70, 25), 70);
              Tensor together = engine.rmsNorm(rows, weight, 1e-5);
              for (int row = 0; row < 20; row++) {
                assertThat(
                        engine.toFloats(
                            engine.rmsNorm(engine.narrow(rows, 0, row, 1), weight, 1e-5)))
                    .isEqualTo(engine.toFloats(engine.narrow(together, 0, row, 1)));
              }
            });
  }

  /** What one token of decoding asks for: long caches, several blocks of the kernel's. */
  @Test
  void full_attention_is_masked_attention_that_sees_every_key() {
    for (Oracle.Heads s :
        List.of(
            new Oracle.Heads(1, 9, 3, 1, 257, 64),
            new Oracle.Heads(3, 4, 2, 1, 1100, 16),
            new Oracle.Heads(2, 2, 1, 5, 33, 8),
            new Oracle.Heads(1, 1, 1, 1, 1, 4))) {
      boolean[] all = new boolean[s.batch() * s.queries() * s.keys()];
      Arrays.fill(all, true);
      computed().forEach(dtype -> fullAgrees(dtype, s, all));
    }
  }

  private void fullAgrees(DType dtype, Oracle.Heads s, boolean[] all) {
    float[] q = rounded(dtype, random(s.batch() * s.heads() * s.queries() * s.dim(), 21));
    float[] k = rounded(dtype, random(s.batch() * s.kvHeads() * s.keys() * s.dim(), 22));
    float[] v = rounded(dtype, random(s.batch() * s.kvHeads() * s.keys() * s.dim(), 23));
    Tensor tq = tensor(dtype, q, s.batch(), s.heads(), s.queries(), s.dim());
    Tensor tk = tensor(dtype, k, s.batch(), s.kvHeads(), s.keys(), s.dim());
    Tensor tv = tensor(dtype, v, s.batch(), s.kvHeads(), s.keys(), s.dim());
    Tensor full = engine.fullAttention(tq, tk, tv, 0.25);
    assertClose(full, Oracle.attention(q, k, v, all, 0.25, s));
    Tensor mask = engine.booleans(all, s.batch(), 1, s.queries(), s.keys());
    assertThat(engine.toFloats(full))
        .isEqualTo(engine.toFloats(engine.maskedAttention(tq, tk, tv, mask, 0.25)));
  }

  private void attentionAgrees(DType dtype, Oracle.Heads s, boolean[] mask, boolean causal) {
    long[] query = {s.batch(), s.heads(), s.queries(), s.dim()};
    long[] key = {s.batch(), s.kvHeads(), s.keys(), s.dim()};
    float[] q = rounded(dtype, random(s.batch() * s.heads() * s.queries() * s.dim(), 11));
    float[] k = rounded(dtype, random(s.batch() * s.kvHeads() * s.keys() * s.dim(), 12));
    float[] v = rounded(dtype, random(s.batch() * s.kvHeads() * s.keys() * s.dim(), 13));
    Tensor tq = tensor(dtype, q, query);
    Tensor tk = tensor(dtype, k, key);
    Tensor tv = tensor(dtype, v, key);
    Tensor tm = engine.booleans(mask, s.batch(), 1, s.queries(), s.keys());
    float[] expected = Oracle.attention(q, k, v, mask, 0.25, s);
    assertClose(engine.maskedAttention(tq, tk, tv, tm, 0.25), expected);
    if (causal) {
      assertClose(engine.causalAttention(tq, tk, tv, 0.25), expected);
    }
  }

  @Test
  void values_may_be_narrower_than_keys() {
    long[] shape = {2, 3, 6, 16};
    Tensor q = engine.floats(random(2 * 3 * 6 * 16, 18), shape);
    Tensor k = engine.floats(random(2 * 3 * 6 * 16, 19), shape);
    Tensor v = engine.floats(random(2 * 3 * 6 * 16, 20), shape);
    Tensor narrow = engine.narrow(v, 3, 4, 12);
    Tensor wide = engine.causalAttention(q, k, v, 0.25);
    float[] expected = engine.toFloats(engine.narrow(wide, 3, 4, 12));
    Tensor causal = engine.causalAttention(q, k, narrow, 0.25);
    assertThat(causal.shape()).containsExactly(2, 3, 6, 12);
    assertClose(causal, expected);
    boolean[] mask = new boolean[36];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = i % 6 <= i / 6;
    }
    Tensor seen = engine.booleans(mask, 1, 1, 6, 6);
    assertClose(engine.maskedAttention(q, k, narrow, seen, 0.25), expected);
  }

  @Test
  void keys_that_are_not_seen_change_no_bit() {
    long[] shape = {1, 2, 9, 8};
    float[] k = random(2 * 9 * 8, 14);
    float[] other = k.clone();
    boolean[] mask = new boolean[9 * 9];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = i % 9 >= 3;
    }
    for (int head = 0; head < 2; head++) {
      Arrays.fill(other, head * 72, head * 72 + 24, 1e6f);
    }
    Tensor q = engine.floats(random(2 * 9 * 8, 15), shape);
    Tensor m = engine.booleans(mask, 1, 1, 9, 9);
    Tensor seen = engine.floats(k, shape);
    Tensor changed = engine.floats(other, shape);
    assertThat(engine.toFloats(engine.maskedAttention(q, changed, changed, m, 1)))
        .isEqualTo(engine.toFloats(engine.maskedAttention(q, seen, seen, m, 1)));
  }

  @Test
  void round_trips_equal_the_scalar_reference_bit_for_bit() {
    float[] x = random(12 * 64, 16);
    for (int i = 0; i < 64; i++) {
      x[i] = 0; // a row of zeros
      x[64 + i] = Math.abs(x[64 + i]); // of one sign
      x[128 + i] *= 1e30f;
      x[192 + i] *= 0x1p-140f; // subnormal
      x[256 + i] = (i - 32) / 8f; // ties
      x[320 + i] = 0.1f;
      x[448 + i] = Math.scalb(x[448 + i], -i / 2); // down to the subnormals of float8
    }
    x[384] = Float.NaN;
    for (Scheme scheme : schemes()) {
      // Widened inside and rounded once at the end, whatever the tensor's type.
      computed()
          .forEach(
              dtype -> {
                float[] stored = rounded(dtype, x);
                float[] expected = RoundTrip.apply(stored, 12, 64, scheme, Float32.TYPE);
                FloatType type = element(dtype);
                Tensor actual = engine.roundTrip(tensor(dtype, stored, 3, 4, 64), scheme);
                assertThat(actual.dtype()).isEqualTo(dtype);
                float[] values = engine.toFloats(actual);
                for (int i = 0; i < values.length; i++) {
                  float wanted = type.round(expected[i]);
                  assertThat(values[i] == wanted || (Float.isNaN(wanted) && Float.isNaN(values[i])))
                      .as(
                          "%s %s entry %d: %s of %s, expected %s",
                          scheme, dtype, i, values[i], stored[i], wanted)
                      .isTrue();
                }
              });
    }
  }

  private static List<Scheme> schemes() {
    List<Scheme> schemes = new ArrayList<>();
    for (ElementType element : ElementTypes.all()) {
      if (element.bits() > 8 || element.smallest() > 0) {
        continue;
      }
      for (Granularity granularity :
          List.of(
              new Granularity.PerToken(), new Granularity.Group(16), new Granularity.PerTensor())) {
        schemes.add(Scheme.of(element, granularity, Symmetry.SYMMETRIC));
        if (element.name().matches("int[2-8]")) {
          schemes.add(Scheme.of(element, granularity, Symmetry.ASYMMETRIC));
        }
      }
    }
    return schemes;
  }

  private static FloatType element(DType dtype) {
    return switch (dtype) {
      case BFLOAT16 -> Bfloat16.TYPE;
      case FLOAT16 -> Float16.TYPE;
      default -> Float32.TYPE;
    };
  }

  @Test
  void a_view_with_heads_and_tokens_exchanged_is_quantized_as_its_copy_is() {
    float[] x = new float[2 * 5 * 3 * 8];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(i);
    }
    for (Scheme scheme : schemes()) {
      Tensor view =
          engine.narrow(engine.transpose(tensor(DType.FLOAT32, x, 2, 5, 3, 8), 1, 2), 1, 1, 2);
      if (scheme.granularity() instanceof Granularity.Group group && 8 % group.size() != 0) {
        continue;
      }
      assertThat(engine.toFloats(engine.roundTrip(view, scheme)))
          .as(scheme.canonical())
          .isEqualTo(engine.toFloats(engine.roundTrip(engine.contiguous(view), scheme)));
    }
  }
}
