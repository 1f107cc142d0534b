package io.quantgrid.kernels.scan;

import static io.quantgrid.kernels.scan.ScanCases.TOKENS;
import static io.quantgrid.kernels.scan.ScanCases.convolution;
import static io.quantgrid.kernels.scan.ScanCases.heads;
import static io.quantgrid.kernels.scan.ScanCases.mamba;
import static io.quantgrid.kernels.scan.ScanCases.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scan.ScanCases.Scan;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.RoundTrip;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scans and convolution against their formulas in double, and against themselves cut otherwise. */
class ScanTest {
  /** Of the largest magnitude: some hundred float32 roundings of states that decay. */
  private static final double TOLERANCE = 5e-6;

  private static final Scheme INT8 = SchemeParser.parse("int8/token");
  private static final AfterToken ROUNDED =
      (rows, count, width) ->
          System.arraycopy(
              RoundTrip.apply(rows, count, width, INT8, Float32.TYPE), 0, rows, 0, rows.length);

  static List<Scan> scans() {
    return List.of(
        mamba(5, 3, 1),
        mamba(800, 4, 2), // more channels than a block
        mamba(1, 1, 3),
        heads(new HeadScan.Shape(4, 6, 2, 5), 4),
        heads(new HeadScan.Shape(3, 300, 1, 3), 5), // heads over the borders of blocks
        heads(new HeadScan.Shape(2, 800, 2, 2), 6),
        convolution(37, 4, 7),
        convolution(300, 2, 8),
        convolution(3, 1, 9));
  }

  /** Texts that branch from any token, padding in between. */
  private static Order branching(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] previous = new int[TOKENS];
    for (int t = 0; t < TOKENS; t++) {
      int wanted = random.nextInt(3) == 0 ? random.nextInt(-1, t + 1) - 1 : t - 1;
      previous[t] = wanted >= 0 && previous[wanted] == Order.SKIPPED ? Order.START : wanted;
    }
    return Order.of(previous);
  }

  @ParameterizedTest
  @MethodSource("scans")
  void numbers_are_those_of_the_formulas(Scan scan) {
    for (long seed = 0; seed < 10; seed++) {
      Order order = seed == 0 ? Order.chain(TOKENS) : branching(seed);
      float[] start = scan.state();
      Scanned found = scan.run(order, 0, TOKENS, start, AfterToken.NOTHING);
      NaiveScans.Result expected = scan.naive(order, start);
      assertClose(found.y(), expected.y());
      assertClose(found.state(), expected.state());
    }
  }

  @ParameterizedTest
  @MethodSource("scans")
  void a_text_gives_the_same_bits_whole_in_chunks_and_token_by_token(Scan scan) {
    float[] start = scan.state();
    for (AfterToken after : List.of(AfterToken.NOTHING, ROUNDED)) {
      Scanned whole = scan.run(Order.chain(TOKENS), 0, TOKENS, start, after);
      for (int size : new int[] {1, 7, 22}) {
        float[] y = new float[0];
        float[] state = start;
        for (int from = 0; from < TOKENS; from += size) {
          int to = Math.min(TOKENS, from + size);
          Scanned part = scan.run(Order.chain(to - from), from, to, state, after);
          y = joined(y, part.y());
          state = part.state();
        }
        assertThat(y).isEqualTo(whole.y());
        assertThat(state).isEqualTo(whole.state());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("scans")
  void branches_give_the_bits_that_each_text_gives_alone(Scan scan) {
    float[] start = scan.state();
    for (long seed = 30; seed < 33; seed++) {
      Order order = branching(seed);
      Scanned all = scan.run(order, 0, TOKENS, start, ROUNDED);
      float[][] behind = new float[TOKENS + 1][];
      behind[0] = start;
      for (int token = 0; token < TOKENS; token++) {
        float[] y = part(all.y(), token, token + 1);
        if (order.previous(token) == Order.SKIPPED) {
          assertThat(y).containsOnly(0);
          continue;
        }
        float[] before = behind[order.previous(token) + 1];
        Scanned alone = scan.run(Order.chain(1), token, token + 1, before, ROUNDED);
        assertThat(y).isEqualTo(alone.y());
        behind[token + 1] = alone.state();
      }
      int kept = order.previous(order.last());
      assertThat(scan.run(order.keeping(kept), 0, TOKENS, start, ROUNDED).state())
          .isEqualTo(behind[kept + 1]);
      assertThat(all.state()).isEqualTo(behind[order.last() + 1]);
    }
  }

  @Test
  void a_state_is_changed_after_its_output_and_before_the_next_token() {
    for (Scan scan : List.of(mamba(800, 4, 2), heads(new HeadScan.Shape(4, 6, 2, 5), 4))) {
      float[] state = scan.state();
      Scanned whole = scan.run(Order.chain(TOKENS), 0, TOKENS, state, ROUNDED);
      int width = state.length == 800 * 4 ? 4 : 5;
      for (int token = 0; token < TOKENS; token++) {
        Scanned one = scan.run(Order.chain(1), token, token + 1, state, AfterToken.NOTHING);
        assertThat(one.y()).isEqualTo(part(whole.y(), token, token + 1));
        state = RoundTrip.apply(one.state(), state.length / width, width, INT8, Float32.TYPE);
        assertThat(state).isNotEqualTo(one.state());
      }
      assertThat(whole.state()).isEqualTo(state);
    }
  }

  @Test
  void decays_are_exponentials_from_none_to_all() {
    int n = 2001;
    float[] delta = new float[n];
    float[] ones = new float[n];
    float[] a = new float[n];
    Arrays.fill(ones, 1);
    Arrays.fill(a, -1);
    for (int i = 1; i < n; i++) {
      delta[i] = (float) Math.exp((i - 1500) / 100.0); // 3e-7 to 148
    }
    SelectiveScan scan = new SelectiveScan(n, 1, a, new float[n]);
    float[] none = new float[n];
    float[] kept =
        scan.run(Order.chain(1), none, delta, new float[1], new float[1], ones, AfterToken.NOTHING)
            .state();
    assertThat(kept[0]).isEqualTo(1);
    for (int i = 0; i < n; i++) {
      assertThat(Math.abs(kept[i] - Math.exp(-delta[i])))
          .as("exp(-%s)", delta[i])
          .isLessThan(SelectiveScan.DECAY_ERROR);
    }
  }

  @Test
  void a_row_of_nothing_keeps_its_state() {
    for (Scan scan : scans()) {
      float[] start = scan.state();
      for (Order order : List.of(Order.chain(0), Order.of(Order.SKIPPED, Order.SKIPPED))) {
        Scanned found = scan.run(order, 0, order.tokens(), start, ROUNDED);
        assertThat(found.state()).isEqualTo(start);
        for (float y : found.y()) {
          assertThat(y).isZero();
        }
      }
      Order first = Order.chain(TOKENS).keeping(Order.START);
      assertThat(scan.run(first, 0, TOKENS, start, ROUNDED).state()).isEqualTo(start);
    }
  }

  @Test
  void softplus_is_exact_far_below_zero_and_linear_far_above() {
    float[] x = {-100, -30, -5, -1e-3f, 0, 0.5f, 19.9f, 20.1f, 1000, Float.NaN};
    float[] y = x.clone();
    Softplus.apply(y);
    for (int i = 0; i < x.length - 1; i++) {
      double expected = x[i] > 20 ? x[i] : Math.log1p(Math.exp(x[i]));
      assertThat((double) y[i])
          .as("softplus(%s)", x[i])
          .isBetween(
              expected * (1 - 0x1p-23) - Float.MIN_VALUE,
              expected * (1 + 0x1p-23) + Float.MIN_VALUE);
    }
    assertThat(y[9]).isNaN();
  }

  @Test
  void orders_and_shapes_that_cannot_be_are_refused() {
    assertThatThrownBy(() -> Order.of(-1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot let token 1 follow 1");
    assertThatThrownBy(() -> Order.of(-1, Order.SKIPPED, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Order.of(-3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Order.of(-1, Order.SKIPPED).keeping(1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SelectiveScan(1, 1, new float[] {1}, new float[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not above 0");
    assertThatThrownBy(() -> new HeadScan.Shape(3, 1, 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("equal groups");
    CausalConvolution convolution = new CausalConvolution(2, 3, new float[6], new float[2]);
    assertThatThrownBy(() -> convolution.run(Order.chain(2), new float[3], new float[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot scan 3 numbers of x (expected 4)");
  }

  private static float[] joined(float[] a, float[] b) {
    float[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static void assertClose(float[] found, double[] expected) {
    assertThat(found).hasSize(expected.length);
    double largest = 1;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    double worst = 0;
    for (int i = 0; i < found.length; i++) {
      double off = Math.abs(found[i] - expected[i]) / largest;
      worst = off <= worst ? worst : off; // NaN stays
    }
    assertThat(worst).isLessThan(TOLERANCE);
  }
}
