package io.quantgrid.kernels.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.scheme.Timing;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scales of static schemes: the same as those of a weight with the same values. */
class RangeObserverTest {
  private static final List<FloatType> ARITHMETIC =
      List.of(Float32.TYPE, Bfloat16.TYPE, Float16.TYPE);

  private static float[] activations(int seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      double tail = 1 / Math.sqrt(random.nextDouble(1e-4, 1));
      x[i] = Bfloat16.TYPE.round((float) (random.nextGaussian() * tail + 0.5));
    }
    return x;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int8/tensor",
        "int8/tensor/asym",
        "int4/tensor/narrow",
        "fp8_e4m3/tensor",
        "int8/tensor/pow2",
        "int8/tensor/m2",
        "fp4_e2m1/tensor/e8m0",
        "ternary/tensor",
        "int8/tensor/scale-float16",
        "int8/tensor/percentile99.9",
        "int8/tensor/percentile100",
        "int8/tensor/asym/percentile99",
        "int4/tensor/percentile95",
        "int8/tensor/mse",
        "int4/tensor/asym/mse",
        "fp4_e2m1/tensor/pow2/mse",
        "nf4/tensor/mse"
      })
  void a_static_scale_is_that_of_a_weight_of_the_same_bfloat16_values(String text) {
    float[] x = activations(1, 6000);
    Scheme scheme = SchemeParser.parse(text + "/static");
    Scheme dynamic = SchemeParser.parse(text);
    for (FloatType type : ARITHMETIC) {
      RangeObserver observer = new RangeObserver(scheme);
      observer.observe(x);
      QuantizedMatrix weight = RoundToNearest.quantize(x, 60, 100, dynamic, type);
      int zero = weight.zeroPoints().length == 0 ? 0 : weight.zeroPoints()[0];
      // Sums of errors are in another order: a tie of two ranges could fall otherwise; none does.
      assertThat(observer.scale(type)).isEqualTo(new StaticScale(weight.scales()[0], zero));
      assertThat(RoundTrip.apply(x, 60, 100, scheme, observer.scale(type), Float32.TYPE))
          .hasSize(x.length);
    }
  }

  @Test
  void g_of_a_two_level_scheme_comes_from_the_largest_magnitude_of_all() {
    Scheme scheme = SchemeParser.parse("nvfp4/static");
    RangeObserver observer = new RangeObserver(scheme);
    observer.observe(new float[] {1, -7, 3});
    float b = Bfloat16.TYPE.round(Bfloat16.TYPE.round(1f / 7) * 2688);
    assertThat(observer.scale(Bfloat16.TYPE)).isEqualTo(new StaticScale(b, 0));
    float[] x = activations(3, 64);
    assertThat(RoundTrip.apply(x, 2, 32, scheme, observer.scale(Bfloat16.TYPE), Float32.TYPE))
        .isEqualTo(
            RoundToNearest.quantize(x, 2, 32, SchemeParser.parse("nvfp4"), Float32.TYPE, b)
                .dequantize());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int8/tensor/static",
        "int8/tensor/static/asym/percentile99.5",
        "int4/tensor/static/mse",
        "ternary/tensor/static",
        "nvfp4/static"
      })
  void order_and_merging_change_nothing(String text) {
    Scheme scheme = SchemeParser.parse(text);
    SplittableRandom random = new SplittableRandom(5);
    float[] x = new float[5000];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextDouble(-3, 2)));
    }
    RangeObserver all = new RangeObserver(scheme);
    all.observe(x);
    RangeObserver merged = new RangeObserver(scheme);
    for (int end = x.length; end > 0; end -= 1250) {
      RangeObserver part = new RangeObserver(scheme);
      for (int i = end - 1; i >= end - 1250; i--) {
        part.observe(new float[] {x[i]});
      }
      merged.merge(part.state());
    }
    merged.merge(new RangeObserver(scheme).state());
    assertThat(merged.count()).isEqualTo(5000);
    assertThat(merged.scale(Float32.TYPE)).isEqualTo(all.scale(Float32.TYPE));
    assertThat(merged.state()).usingRecursiveComparison().isEqualTo(all.state());
  }

  @Test
  void clipping_covers_less_and_costs_less_on_a_heavy_tail() {
    float[] x = activations(7, 20000);
    StaticScale widest = scale(x, "int4/tensor/static");
    StaticScale middle = scale(x, "int4/tensor/static/percentile99");
    StaticScale best = scale(x, "int4/tensor/static/mse");
    assertThat(middle.scale()).isLessThan(widest.scale());
    assertThat(error(x, best)).isLessThan(error(x, widest)).isLessThan(error(x, middle));
    float[] sorted = x.clone();
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = Math.abs(sorted[i]);
    }
    Arrays.sort(sorted);
    assertThat(middle.scale()).isEqualTo(sorted[19799] / 7.5f);
  }

  private static StaticScale scale(float[] x, String text) {
    RangeObserver observer = new RangeObserver(SchemeParser.parse(text));
    observer.observe(x);
    return observer.scale(Float32.TYPE);
  }

  private static double error(float[] x, StaticScale scale) {
    Scheme scheme = SchemeParser.parse("int4/tensor/static");
    float[] values = RoundTrip.apply(x, 1, x.length, scheme, scale, Float32.TYPE);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (values[i] - x[i]) * (double) (values[i] - x[i]);
    }
    return sum;
  }

  @Test
  void extremes_of_float32_are_counted() {
    float[] x = {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, 0, -0f, 1};
    for (String clipping : List.of("percentile50", "mse", "percentile100")) {
      StaticScale scale = scale(x, "int8/tensor/static/" + clipping);
      assertThat(scale.scale()).isPositive().isFinite();
    }
    assertThat(scale(new float[4], "int8/tensor/static/mse").scale()).isEqualTo(0x1p-23f);
  }

  @Test
  void what_cannot_be_calibrated_is_refused() {
    Scheme scheme = SchemeParser.parse("int8/tensor/static");
    assertThatThrownBy(() -> new RangeObserver(SchemeParser.parse("int8/token")))
        .hasMessage("Cannot calibrate int8/token/sym (expected a static scheme)");
    assertThatThrownBy(() -> new RangeObserver(scheme).scale(Float32.TYPE))
        .hasMessageContaining("no values were observed");
    assertThatThrownBy(() -> new RangeObserver(scheme).observe(new float[] {1, Float.NaN}))
        .hasMessage("Cannot calibrate with NaN (expected finite activations)");
    RangeObserver other = new RangeObserver(SchemeParser.parse("int8/tensor/static/mse"));
    other.observe(new float[] {1});
    assertThatThrownBy(() -> new RangeObserver(scheme).merge(other.state()))
        .hasMessageContaining("expected those of the same scheme");
    assertThat(scheme.timing()).isEqualTo(Timing.STATIC);
  }
}
