package io.quantgrid.kernels.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.kernels.check.Curve;
import io.quantgrid.kernels.check.Oracle;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Activations, norms, softmax and attention of other families than Llama's, and rows in place. */
public abstract class LayerContractTest extends EngineFixture {
  private static final float[] NONE = {};

  /** The smallest normal number of float32: engines may flush what is below to zero. */
  private static final float TINY = 0x1p-126f;

  private static final float HIDDEN = Float.NEGATIVE_INFINITY;

  @Test
  void activations_follow_their_formulas() {
    computed()
        .forEach(
            dtype -> {
              float[] x = rounded(dtype, random(3 * 34, 1));
              x[5] = -0.0f;
              Tensor tx = tensor(dtype, x, 34, 3);
              for (Curve curve : Curve.values()) {
                assertClose(curve.apply(engine, tx), curve.apply(x));
                Tensor turned = engine.transpose(engine.reshape(tx, 3, 34), 0, 1);
                assertClose(curve.apply(engine, turned), curve.apply(engine.toFloats(turned)));
              }
            });
  }

  @Test
  void activations_saturate_and_keep_what_is_not_a_number() {
    computed()
        .forEach(
            dtype -> {
              float[] x = {-100, 100, Float.NaN};
              Tensor tx = tensor(dtype, x, 3);
              for (Curve curve : Curve.values()) {
                float[] y = engine.toFloats(curve.apply(engine, tx));
                float bottom = curve == Curve.TANH ? -1 : 0;
                assertThat(y[0]).as("%s of -100", curve).isCloseTo(bottom, within(TINY));
                float top = y[1];
                switch (curve) {
                  case EXP -> assertThat(top).isGreaterThan(6e4f);
                  case TANH, SIGMOID -> assertThat(top).isEqualTo(1);
                  default -> assertThat(top).as("%s of 100", curve).isEqualTo(100);
                }
                assertThat(y[2]).as("%s of NaN", curve).isNaN();
              }
            });
  }

  @Test
  void the_two_forms_of_gelu_differ_by_less_than_a_thousandth() {
    Tensor x = engine.floats(new float[] {-3, -1, 0.5f, 2}, 4);
    float[] exact = engine.toFloats(engine.gelu(x, Gelu.EXACT));
    float[] tanh = engine.toFloats(engine.gelu(x, Gelu.TANH));
    assertThat(exact).isNotEqualTo(tanh);
    for (int i = 0; i < exact.length; i++) {
      assertThat(Math.abs(exact[i] - tanh[i])).isLessThan(1e-3f);
    }
  }

  @Test
  void layer_norm_centers_and_scales_with_and_without_a_bias() {
    computed()
        .forEach(
            dtype -> {
              float[] x = random(6 * 40, 4);
              Arrays.fill(x, 40, 80, 3); // no variance
              for (int i = 80; i < 120; i++) {
                x[i] = 100 + x[i]; // a mean far from zero
              }
              float[] from = rounded(dtype, x);
              float[] weight = rounded(dtype, random(40, 5));
              float[] bias = rounded(dtype, random(40, 6));
              Tensor tx = tensor(dtype, from, 2, 3, 40);
              Tensor tw = tensor(dtype, weight, 40);
              Tensor tb = tensor(dtype, bias, 40);
              Tensor y = engine.layerNorm(tx, tw, Optional.of(tb), 1e-5);
              assertThat(y.dtype()).isEqualTo(dtype);
              assertClose(y, Oracle.layerNorm(from, weight, bias, 1e-5, 40));
              assertClose(
                  engine.layerNorm(tx, tw, Optional.empty(), 1e-5),
                  Oracle.layerNorm(from, weight, NONE, 1e-5, 40));
            });
    Tensor x = engine.zeros(DType.FLOAT32, 2, 3);
    assertThatThrownBy(
            () -> engine.layerNorm(x, engine.zeros(DType.FLOAT32, 4), Optional.empty(), 1e-5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot normalize");
    assertThat(engine.toFloats(engine.layerNorm(x, row(3), Optional.empty(), 1e-5)))
        .containsExactly(0, 0, 0, 0, 0, 0);
    Tensor none = engine.zeros(DType.FLOAT32, 0, 3);
    assertThat(engine.layerNorm(none, row(3), Optional.empty(), 1e-5).shape())
        .containsExactly(0, 3);
  }

  private Tensor row(int width) {
    return engine.floats(random(width, 7), width);
  }

  @Test
  void softmax_is_float32_and_gives_nothing_to_minus_infinity() {
    computed()
        .forEach(
            dtype -> {
              float[] x = random(4 * 50, 10);
              x[3] = 80;
              x[60] = HIDDEN;
              float[] from = rounded(dtype, x);
              Tensor y = engine.softmax(tensor(dtype, from, 2, 2, 50));
              assertThat(y.dtype()).isEqualTo(DType.FLOAT32);
              assertThat(y.shape()).containsExactly(2, 2, 50);
              assertClose(y, Oracle.softmax(from, 50));
              assertThat(engine.toFloats(y)[60]).isZero();
            });
  }

  @Test
  void entries_under_a_mask_become_the_value() {
    computed()
        .forEach(
            dtype -> {
              Tensor x = tensor(dtype, new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
              Tensor columns = engine.booleans(new boolean[] {false, true, false}, 3);
              Tensor rows = engine.booleans(new boolean[] {true, false}, 2, 1);
              Tensor hidden = engine.maskedFill(x, columns, Double.NEGATIVE_INFINITY);
              assertThat(hidden.dtype()).isEqualTo(dtype);
              assertThat(engine.toFloats(hidden)).containsExactly(1, HIDDEN, 3, 4, HIDDEN, 6);
              assertThat(engine.toFloats(engine.maskedFill(x, rows, 0.5)))
                  .containsExactly(0.5f, 0.5f, 0.5f, 4, 5, 6);
              assertThat(engine.toFloats(engine.maskedFill(engine.transpose(x, 0, 1), rows2(), 0)))
                  .containsExactly(0, 0, 2, 5, 3, 6);
              assertThat(engine.toFloats(x)).containsExactly(1, 2, 3, 4, 5, 6);
            });
    Tensor x = engine.zeros(DType.FLOAT32, 1, 3);
    Tensor larger = engine.booleans(new boolean[6], 2, 3);
    assertThatThrownBy(() -> engine.maskedFill(x, larger, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> engine.maskedFill(x, x, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot fill");
  }

  private Tensor rows2() {
    return engine.booleans(new boolean[] {true, false, false}, 3, 1);
  }

  @Test
  void attention_adds_its_bias_to_the_scores() {
    for (Oracle.Heads s :
        List.of(
            new Oracle.Heads(2, 4, 2, 7, 7, 16),
            new Oracle.Heads(3, 3, 1, 2, 70, 8),
            new Oracle.Heads(1, 2, 2, 3, 1100, 8))) { // longer than a kernel's block of keys
      float[] bias = random(s.batch() * s.heads() * s.queries() * s.keys(), 20);
      for (int i = 0; i < bias.length; i++) {
        int key = i % s.keys();
        int query = i / s.keys() % s.queries();
        boolean early = query == 1 && key < s.keys() * 2 / 3;
        bias[i] = early || (query == 0 && key % 3 == 1) ? HIDDEN : bias[i];
      }
      computed().forEach(dtype -> biasedAgrees(dtype, s, bias));
    }
  }

  private void biasedAgrees(DType dtype, Oracle.Heads s, float[] shifts) {
    float[] q = rounded(dtype, random(s.batch() * s.heads() * s.queries() * s.dim(), 11));
    float[] k = rounded(dtype, random(s.batch() * s.kvHeads() * s.keys() * s.dim(), 12));
    float[] v = rounded(dtype, random(s.batch() * s.kvHeads() * s.keys() * s.dim(), 13));
    float[] bias = rounded(dtype, shifts);
    Tensor tq = tensor(dtype, q, s.batch(), s.heads(), s.queries(), s.dim());
    Tensor tk = tensor(dtype, k, s.batch(), s.kvHeads(), s.keys(), s.dim());
    Tensor tv = tensor(dtype, v, s.batch(), s.kvHeads(), s.keys(), s.dim());
    Tensor tb = tensor(dtype, bias, s.batch(), s.heads(), s.queries(), s.keys());
    float[] expected = Oracle.biasedAttention(q, k, v, bias, 0.25, s);
    Tensor y = engine.biasedAttention(tq, tk, tv, tb, 0.25);
    assertThat(y.dtype()).isEqualTo(dtype);
    assertClose(y, expected);
    Tensor turned = engine.contiguous(engine.transpose(tb, 2, 3)); // keys before queries
    assertClose(engine.biasedAttention(tq, tk, tv, engine.transpose(turned, 2, 3), 0.25), expected);
  }

  @Test
  void biases_of_attention_broadcast() {
    Oracle.Heads s = new Oracle.Heads(2, 3, 3, 4, 5, 8);
    float[] q = random(2 * 3 * 4 * 8, 14);
    float[] k = random(2 * 3 * 5 * 8, 15);
    float[] v = random(2 * 3 * 5 * 8, 16);
    Tensor tq = engine.floats(q, 2, 3, 4, 8);
    Tensor tk = engine.floats(k, 2, 3, 5, 8);
    Tensor tv = engine.floats(v, 2, 3, 5, 8);
    for (long[] shape :
        List.of(
            new long[] {1, 3, 4, 5},
            new long[] {2, 1, 4, 5},
            new long[] {2, 1, 1, 5},
            new long[] {3, 1, 5},
            new long[] {3, 4, 1},
            new long[] {4, 5})) {
      int n = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
      Tensor bias = engine.floats(random(n, 17), shape);
      float[] every = engine.toFloats(engine.expand(bias, 2, 3, 4, 5));
      assertClose(
          engine.biasedAttention(tq, tk, tv, bias, 0.3),
          Oracle.biasedAttention(q, k, v, every, 0.3, s));
    }
    assertThatThrownBy(
            () -> engine.biasedAttention(tq, tk, tv, engine.zeros(DType.FLOAT32, 4, 4), 0.3))
        .isInstanceOf(IllegalArgumentException.class);
    Tensor mask = engine.booleans(new boolean[20], 4, 5);
    assertThatThrownBy(() -> engine.biasedAttention(tq, tk, tv, mask, 0.3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rows_are_added_in_place_where_the_index_says() {
    computed()
        .forEach(
            dtype -> {
              Tensor target = tensor(dtype, new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
              Tensor source = tensor(dtype, new float[] {10, 20, 30, 40}, 2, 2);
              engine.addInto(target, engine.longs(new long[] {2, 0}, 2), source);
              assertThat(engine.toFloats(target)).containsExactly(31, 42, 3, 4, 15, 26);
              assertThat(engine.toFloats(source)).containsExactly(10, 20, 30, 40);
              Tensor view = engine.transpose(target, 0, 1); // [2, 3], columns follow one another
              Tensor row = tensor(dtype, new float[] {1, 1, 1}, 1, 3);
              engine.addInto(view, engine.longs(new long[] {1}, 1), row);
              assertThat(engine.toFloats(target)).containsExactly(31, 43, 3, 5, 15, 27);
              engine.addInto(target, engine.longs(new long[0], 0), engine.narrow(source, 0, 0, 0));
              assertThat(engine.toFloats(target)).containsExactly(31, 43, 3, 5, 15, 27);
            });
    Tensor target = engine.zeros(DType.FLOAT32, 3, 2);
    for (Runnable wrong :
        List.<Runnable>of(
            () -> engine.addInto(target, engine.longs(new long[] {3}, 1), narrow(1, 2)),
            () -> engine.addInto(target, engine.longs(new long[] {0}, 1), narrow(1, 3)),
            () -> engine.addInto(target, engine.longs(new long[] {0}, 1), narrow(2, 2)))) {
      assertThatThrownBy(wrong::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot ");
    }
    assertThat(engine.toFloats(target)).containsOnly(0);
  }

  @Test
  void rows_are_overwritten_where_the_index_says() {
    computed()
        .forEach(
            dtype -> {
              Tensor target = tensor(dtype, new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
              Tensor source = tensor(dtype, new float[] {10, 20, 30, 40}, 2, 2);
              engine.copyInto(target, engine.longs(new long[] {2, 0}, 2), source);
              assertThat(engine.toFloats(target)).containsExactly(30, 40, 3, 4, 10, 20);
              Tensor turned = engine.transpose(source, 0, 1); // columns follow one another
              engine.copyInto(target, engine.longs(new long[] {0, 1}, 2), turned);
              assertThat(engine.toFloats(target)).containsExactly(10, 30, 20, 40, 10, 20);
            });
    Tensor target = engine.zeros(DType.FLOAT32, 3, 2);
    for (Runnable wrong :
        List.<Runnable>of(
            () -> engine.copyInto(target, engine.longs(new long[] {3}, 1), narrow(1, 2)),
            () -> engine.copyInto(target, engine.longs(new long[] {0}, 1), narrow(1, 3)),
            () -> engine.copyInto(target, engine.longs(new long[] {0}, 1), narrow(2, 2)))) {
      assertThatThrownBy(wrong::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot ");
    }
    assertThat(engine.toFloats(target)).containsOnly(0);
  }

  private Tensor narrow(long rows, long width) {
    return engine.zeros(DType.FLOAT32, rows, width);
  }
}
