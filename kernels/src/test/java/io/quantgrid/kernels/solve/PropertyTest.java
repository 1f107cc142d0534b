package io.quantgrid.kernels.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Clipping;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.scheme.Timing;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every scheme, whatever the values: random ones, seeded. */
class PropertyTest {
  private static final int ROWS = 6;
  private static final int COLUMNS = 96;
  private static final int SEEDS = 20;
  private static final List<FloatType> ARITHMETIC = List.of(Float32.TYPE, Bfloat16.TYPE);

  static Stream<Scheme> schemes() {
    return RoundToNearestTest.schemes();
  }

  /** Values of a floating type, with tails and a spread of magnitudes from group to group. */
  private static float[] values(int seed, FloatType type) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[ROWS * COLUMNS];
    for (int i = 0; i < x.length; i++) {
      double spread = 1 + i / 16 % 5;
      x[i] = type.round((float) (Math.pow(random.nextDouble(-1, 1), 3) * spread));
    }
    return x;
  }

  private static float[] quantized(float[] x, Scheme scheme, FloatType type) {
    return RoundToNearest.quantize(x, ROWS, COLUMNS, scheme, type).dequantize();
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void larger_values_become_no_smaller_ones_under_one_scale(Scheme scheme) {
    Tiles tiles = Tiles.of(scheme, ROWS, COLUMNS);
    for (FloatType type : ARITHMETIC) {
      for (int seed = 0; seed < SEEDS; seed++) {
        float[] x = values(seed, type);
        float[] values = quantized(x, scheme, type);
        for (int t = 0; t < tiles.count(); t++) {
          int[] order =
              places(tiles.tile(t))
                  .boxed()
                  .sorted((a, b) -> Float.compare(x[a], x[b]))
                  .mapToInt(i -> i)
                  .toArray();
          for (int i = 1; i < order.length; i++) {
            assertThat(values[order[i]] + 0f).isGreaterThanOrEqualTo(values[order[i - 1]] + 0f);
          }
        }
      }
    }
  }

  private static IntStream places(Tile tile) {
    return IntStream.range(0, tile.rows())
        .flatMap(row -> IntStream.range(tile.start(row), tile.start(row) + tile.columns()));
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void powers_of_two_pass_through(Scheme scheme) {
    for (FloatType type : ARITHMETIC) {
      for (int seed = 0; seed < SEEDS; seed++) {
        float[] x = values(seed, type);
        float[] values = quantized(x, scheme, type);
        for (int power : new int[] {-5, -1, 1, 4}) {
          float[] scaled = quantized(times(x, Math.scalb(1f, power)), scheme, type);
          assertThat(scaled).isEqualTo(times(values, Math.scalb(1f, power)));
        }
      }
    }
  }

  private static float[] times(float[] x, float factor) {
    float[] out = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = x[i] * factor;
    }
    return out;
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void the_negative_gives_the_negative_where_codes_are_symmetric(Scheme scheme) {
    ElementType element = scheme.element();
    boolean codes = element.smallest() == -element.largest() && !element.name().equals("nf4");
    if (scheme.symmetry() == Symmetry.ASYMMETRIC
        || (!codes && scheme.symmetry() != Symmetry.NARROW)) {
      return;
    }
    for (int seed = 0; seed < SEEDS; seed++) {
      float[] x = values(seed, Float32.TYPE);
      float[] mirrored = quantized(times(x, -1), scheme, Float32.TYPE);
      assertThat(plusZero(times(mirrored, -1)))
          .isEqualTo(plusZero(quantized(x, scheme, Float32.TYPE)));
    }
  }

  private static float[] plusZero(float[] x) {
    float[] out = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = x[i] + 0f;
    }
    return out;
  }

  /** Under its own scale a value that a code stands for stays as it is. */
  @ParameterizedTest
  @MethodSource("schemes")
  void quantizing_twice_under_one_scale_is_quantizing_once(Scheme scheme) {
    Scheme fixed =
        new Scheme(
            scheme.element(),
            new Granularity.PerTensor(),
            scheme.symmetry(),
            Scheme.of(scheme.element(), new Granularity.PerTensor(), Symmetry.SYMMETRIC).rule(),
            Optional.empty(),
            new Clipping.MinMax(),
            Timing.STATIC);
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int zero = scheme.symmetry() == Symmetry.ASYMMETRIC ? random.nextInt(-2, 2) : 0;
      StaticScale scale = new StaticScale((float) random.nextDouble(0.001, 0.3), zero);
      float[] once =
          RoundTrip.apply(values(seed, Float32.TYPE), ROWS, COLUMNS, fixed, scale, Float32.TYPE);
      assertThat(RoundTrip.apply(once, ROWS, COLUMNS, fixed, scale, Float32.TYPE)).isEqualTo(once);
    }
  }

  /**
   * Shared exponents are found again from what they gave, so nothing has to be fixed. Not with
   * mxint8: its -2 is the next power of two.
   */
  @ParameterizedTest
  @MethodSource("schemes")
  void quantizing_twice_with_shared_exponents_is_quantizing_once(Scheme scheme) {
    if (scheme.rule() != ScaleRule.E8M0 || !(scheme.element() instanceof FloatType)) {
      return;
    }
    Scheme plain = SchemeParser.parse(scheme.canonical().replace("/mse", ""));
    for (int seed = 0; seed < SEEDS; seed++) {
      float[] once = quantized(values(seed, Float32.TYPE), plain, Float32.TYPE);
      assertThat(quantized(once, plain, Float32.TYPE)).isEqualTo(once);
    }
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void scales_are_the_numbers_that_their_rule_allows(Scheme scheme) {
    for (FloatType type : ARITHMETIC) {
      for (int seed = 0; seed < SEEDS; seed++) {
        QuantizedMatrix matrix =
            RoundToNearest.quantize(values(seed, type), ROWS, COLUMNS, scheme, type);
        float[] scales = matrix.scales();
        for (int i = 0; i < scales.length; i++) {
          assertThat(matrix.scaleType().round(scales[i])).isEqualTo(scales[i]);
          switch (scheme.rule()) {
            case POW2, M1, E8M0, E8M0_ROUND -> assertThat(isPower(scales[i])).isTrue();
            case M2_TENSOR -> assertThat(isPower(scales[0] / scales[i])).isTrue();
            case M2_ROW -> {
              int across = QuantizedMatrix.groups(scheme, COLUMNS);
              assertThat(isPower(scales[i / across * across] / scales[i])).isTrue();
            }
            case PLAIN, ABS_MEAN -> assertThat(scales[i]).isPositive();
          }
        }
      }
    }
  }

  private static boolean isPower(float x) {
    return Math.scalb(1f, Math.getExponent(x)) == x;
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void a_round_trip_gives_what_a_stored_matrix_gives(Scheme scheme) {
    boolean ownRows = scheme.twoLevel() && !(scheme.granularity() instanceof Granularity.Block);
    if (ownRows) {
      return; // a token has a G of its own
    }
    for (int seed = 0; seed < SEEDS; seed++) {
      float[] x = values(seed, Float32.TYPE);
      assertThat(plusZero(RoundTrip.apply(x, ROWS, COLUMNS, scheme, Float32.TYPE)))
          .isEqualTo(plusZero(quantized(x, scheme, Float32.TYPE)));
    }
  }

  @Test
  void a_token_of_a_two_level_scheme_is_a_matrix_of_its_own() {
    Scheme scheme = SchemeParser.parse("nvfp4");
    float[] x = values(4, Float32.TYPE);
    float[] all = RoundTrip.apply(x, ROWS, COLUMNS, scheme, Float32.TYPE);
    for (int row = 0; row < ROWS; row++) {
      float[] token = Arrays.copyOfRange(x, row * COLUMNS, (row + 1) * COLUMNS);
      assertThat(Arrays.copyOfRange(all, row * COLUMNS, (row + 1) * COLUMNS))
          .isEqualTo(RoundToNearest.quantize(token, 1, COLUMNS, scheme, Float32.TYPE).dequantize());
    }
  }

  /** Trying all 80 ranges in full, without the search's short cuts. */
  @Test
  void the_search_finds_the_least_error_of_all_its_ranges() {
    for (String text :
        List.of("int4/group32", "int8/channel", "fp4_e2m1/group16", "int2/group48")) {
      Scheme plain = SchemeParser.parse(text);
      Scheme search = SchemeParser.parse(text + "/mse");
      Tiles tiles = Tiles.of(plain, ROWS, COLUMNS);
      for (int seed = 0; seed < SEEDS; seed++) {
        float[] x = values(seed, Float32.TYPE);
        float[] found = RoundToNearest.quantize(x, ROWS, COLUMNS, search, Float32.TYPE).scales();
        ObviousPasses passes = new ObviousPasses(x);
        for (int t = 0; t < tiles.count(); t++) {
          Tile tile = tiles.tile(t);
          float largest = passes.statistics(tile).largest();
          double least = Double.POSITIVE_INFINITY;
          float best = 0;
          for (int i = 0; i < 80; i++) {
            float covered = largest * (float) (1 - i / 100.0);
            float scale = covered / Recipe.of(plain, Float32.TYPE, 1).halfRange();
            Affine affine = new Affine(plain, Float32.TYPE, scale, 0);
            double error = passes.squaredError(tile, affine, Double.POSITIVE_INFINITY);
            if (error < least) {
              least = error;
              best = scale;
            }
          }
          assertThat(found[t]).isEqualTo(best);
        }
      }
    }
  }

  /** Fast and obvious, over shapes that no granularity divides, empty ones included. */
  @ParameterizedTest
  @MethodSource("schemes")
  void the_fast_path_equals_the_oracle_on_random_shapes(Scheme scheme) {
    SplittableRandom random = new SplittableRandom(17);
    for (int i = 0; i < 12; i++) {
      int rows = random.nextInt(0, 14);
      int columns = random.nextInt(0, 150);
      FloatType type = RoundToNearestTest.ARITHMETIC.get(i % 3);
      float[] x = new float[rows * columns];
      for (int j = 0; j < x.length; j++) {
        x[j] = type.round((float) (random.nextGaussian() * Math.pow(2, random.nextInt(-9, 5))));
      }
      QuantizedMatrix slow = RoundToNearest.reference(x, rows, columns, scheme, type);
      QuantizedMatrix fast = RoundToNearest.quantize(x, rows, columns, scheme, type);
      assertThat(fast).usingRecursiveComparison().as("%d x %d", rows, columns).isEqualTo(slow);
    }
  }
}
