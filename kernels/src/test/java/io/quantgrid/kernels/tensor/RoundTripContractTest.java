package io.quantgrid.kernels.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.Fp8E4m3;
import io.quantgrid.kernels.scheme.BlockFormats;
import io.quantgrid.kernels.scheme.Clipping;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.scheme.Timing;
import io.quantgrid.kernels.solve.RoundTrip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every scheme that there can be against the scalar reference: equal as numbers (a zero may have
 * another sign), NaN where it has NaN.
 */
public abstract class RoundTripContractTest extends EngineFixture {
  private static final int ROWS = 14;
  private static final int COLUMNS = 80;

  static Stream<ElementType> elements() {
    return ElementTypes.all().stream()
        .filter(element -> element.bits() <= 8 && element.smallest() < 0);
  }

  /** Dynamic schemes of an element type: all granularities, symmetries, rules, types of scales. */
  private static List<Scheme> dynamic(ElementType element) {
    List<Scheme> schemes = new ArrayList<>();
    List<Optional<FloatType>> scaleTypes =
        List.of(
            Optional.empty(),
            Optional.of(Bfloat16.TYPE),
            Optional.of(Float16.TYPE),
            Optional.of(Fp8E4m3.TYPE));
    for (Granularity granularity :
        List.of(
            new Granularity.PerTensor(),
            new Granularity.PerToken(),
            new Granularity.PerChannel(),
            new Granularity.Group(16),
            new Granularity.Group(7),
            new Granularity.Block(4, 32),
            new Granularity.Block(128, 128))) {
      for (Symmetry symmetry : Symmetry.values()) {
        for (ScaleRule rule : ScaleRule.values()) {
          for (Optional<FloatType> type : scaleTypes) {
            add(
                schemes,
                element,
                granularity,
                symmetry,
                rule,
                type,
                new Clipping.MinMax(),
                Timing.DYNAMIC);
          }
        }
        add(
            schemes,
            element,
            granularity,
            symmetry,
            ScaleRule.PLAIN,
            Optional.empty(),
            new Clipping.Percentile(90),
            Timing.DYNAMIC);
      }
    }
    return schemes;
  }

  private static void add(
      List<Scheme> to,
      ElementType element,
      Granularity granularity,
      Symmetry symmetry,
      ScaleRule rule,
      Optional<FloatType> type,
      Clipping clipping,
      Timing timing) {
    try {
      to.add(new Scheme(element, granularity, symmetry, rule, type, clipping, timing));
    } catch (IllegalArgumentException e) {
      // not a scheme
    }
  }

  /** Ordinary rows, and rows of zeros, one sign, ties, extremes, subnormals and outliers. */
  private static float[] values(int rows, int columns) {
    float[] x = random(rows * columns, 16);
    for (int column = 0; column < columns; column++) {
      int at = column;
      for (int row = 0; row < rows; row++, at += columns) {
        switch (row % 14) {
          case 0 -> x[at] = column % 3 == 0 ? -0f : 0;
          case 1 -> x[at] = Math.abs(x[at]);
          case 2 -> x[at] *= 1e30f;
          case 3 -> x[at] *= 0x1p-140f;
          case 4 -> x[at] = (column % 64 - 32) / 8f;
          case 5 -> x[at] = 0.1f;
          case 6 -> x[at] = Math.scalb(x[at], -column % 64);
          case 7 -> x[at] *= column == columns / 2 ? 3000 : 1;
          case 8 -> x[at] *= 0x1p-120f;
          default -> {} // as they are
        }
      }
    }
    return x;
  }

  /** The same with what is no number in three rows. */
  private static float[] spoilt(int rows, int columns) {
    float[] x = values(rows, columns);
    x[columns / 3] = Float.NaN;
    x[(rows - 2) * columns] = Float.POSITIVE_INFINITY;
    x[(rows - 1) * columns + 1] = Float.NEGATIVE_INFINITY;
    return x;
  }

  private void check(Scheme scheme, float[] x, float[] expected, Tensor actual) {
    float[] values = engine.toFloats(actual);
    assertThat(values).hasSameSizeAs(expected);
    for (int i = 0; i < values.length; i++) {
      boolean same =
          values[i] == expected[i] || (Float.isNaN(values[i]) && Float.isNaN(expected[i]));
      if (!same) {
        assertThat(values[i])
            .as("%s, entry %d of %s: %s", scheme, i, actual, x[i])
            .isEqualTo(expected[i]);
      }
    }
  }

  private void checkDynamic(Scheme scheme, float[] x, int rows, int columns) {
    float[] expected = RoundTrip.apply(x, rows, columns, scheme, Float32.TYPE);
    check(scheme, x, expected, engine.roundTrip(engine.floats(x, rows, columns), scheme));
  }

  @ParameterizedTest
  @MethodSource("elements")
  void every_dynamic_scheme_gives_the_values_of_the_reference(ElementType element) {
    List<Scheme> schemes = dynamic(element);
    assertThat(schemes).hasSizeGreaterThan(30);
    for (Scheme scheme : schemes) {
      checkDynamic(scheme, values(ROWS, COLUMNS), ROWS, COLUMNS);
      checkDynamic(scheme, spoilt(ROWS, COLUMNS), ROWS, COLUMNS);
    }
  }

  /** Static schemes of an element type, with one scale or with two levels of them. */
  private static List<Scheme> fixed(ElementType element, Optional<FloatType> type) {
    List<Scheme> schemes = new ArrayList<>();
    for (Granularity granularity :
        List.of(
            new Granularity.PerTensor(),
            new Granularity.PerToken(),
            new Granularity.Group(16),
            new Granularity.Block(4, 32))) {
      for (Symmetry symmetry : Symmetry.values()) {
        for (ScaleRule rule : List.of(ScaleRule.PLAIN, ScaleRule.ABS_MEAN)) {
          Clipping all = new Clipping.MinMax();
          add(schemes, element, granularity, symmetry, rule, type, all, Timing.STATIC);
        }
      }
    }
    return schemes;
  }

  @ParameterizedTest
  @MethodSource("elements")
  void static_scales_are_those_of_calibration(ElementType element) {
    List<Scheme> oneLevel = fixed(element, Optional.empty());
    assertThat(oneLevel).isNotEmpty();
    for (Scheme scheme : oneLevel) {
      int zero = scheme.symmetry() == Symmetry.ASYMMETRIC ? 1 : 0;
      for (float scale : new float[] {0.037f, 0x1p-140f, 1e30f}) {
        checkStatic(scheme, new StaticScale(scale, zero));
      }
    }
    for (Scheme scheme : fixed(element, Optional.of(Fp8E4m3.TYPE))) {
      checkStatic(scheme, new StaticScale(294.9f, 0));
    }
  }

  private void checkStatic(Scheme scheme, StaticScale fixed) {
    for (float[] x : List.of(values(ROWS, COLUMNS), spoilt(ROWS, COLUMNS))) {
      float[] expected = RoundTrip.apply(x, ROWS, COLUMNS, scheme, fixed, Float32.TYPE);
      Tensor tensor = engine.floats(x, ROWS, COLUMNS);
      check(scheme, x, expected, engine.roundTrip(tensor, scheme, fixed));
    }
  }

  @ParameterizedTest
  @MethodSource("elements")
  void ragged_long_and_many_rows_are_cut_right(ElementType element) {
    for (int[] shape : new int[][] {{1, 1}, {5, 37}, {1, 129}, {300, 131}, {3, 40_003}}) {
      float[] x = values(shape[0], shape[1]);
      for (Granularity granularity :
          List.of(
              new Granularity.PerTensor(),
              new Granularity.PerToken(),
              new Granularity.Group(32),
              new Granularity.Block(128, 128))) {
        checkDynamic(Scheme.of(element, granularity, Symmetry.SYMMETRIC), x, shape[0], shape[1]);
      }
    }
  }

  @Test
  void block_formats_give_the_values_of_the_reference_in_every_type() {
    for (String name : BlockFormats.names()) {
      Scheme scheme = BlockFormats.scheme(BlockFormats.named(name));
      computed()
          .forEach(
              dtype -> {
                float[] x = rounded(dtype, values(28, 256));
                float[] expected = RoundTrip.apply(x, 28, 256, scheme, Float32.TYPE);
                FloatType type =
                    dtype == DType.BFLOAT16
                        ? Bfloat16.TYPE
                        : dtype == DType.FLOAT16 ? Float16.TYPE : Float32.TYPE;
                for (int i = 0; i < expected.length; i++) {
                  expected[i] = type.round(expected[i]);
                }
                Tensor actual = engine.roundTrip(tensor(dtype, x, 4, 7, 256), scheme);
                assertThat(actual.dtype()).isEqualTo(dtype);
                assertThat(actual.shape()).containsExactly(4, 7, 256);
                check(scheme, x, expected, actual);
              });
    }
  }

  @Test
  void empty_tensors_stay_empty_and_arguments_keep_their_values() {
    elements()
        .forEach(
            element -> {
              for (Scheme scheme : dynamic(element)) {
                assertThat(engine.roundTrip(engine.zeros(DType.FLOAT32, 0, 8), scheme).shape())
                    .containsExactly(0, 8);
              }
              float[] x = values(3, 64);
              Tensor tensor = engine.floats(x, 3, 64);
              engine.roundTrip(
                  tensor, Scheme.of(element, new Granularity.PerToken(), Symmetry.SYMMETRIC));
              assertThat(engine.toFloats(tensor)).isEqualTo(x);
            });
  }
}
