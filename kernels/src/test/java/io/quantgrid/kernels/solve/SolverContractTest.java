package io.quantgrid.kernels.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.form.FormRoundTrip;
import io.quantgrid.kernels.form.StoredArray;
import io.quantgrid.kernels.form.WeightForm;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every solver promises; each extends this. */
public abstract class SolverContractTest {
  /** Sums of float32 products in another order than the oracle's. */
  private static final double SAME_ERROR = 1.0001;

  private static final int ROWS = 32;
  private static final int COLUMNS = 64;

  protected final Engine engine = Engines.named("torch");

  /** The solver under test. */
  protected abstract Solver solver();

  /** What the solver claims, for the tests that hold it to that. */
  protected abstract Claims claims();

  /** The scheme that layers are quantized to. */
  protected Scheme scheme() {
    return SchemeParser.parse("int4/group32");
  }

  /**
   * @param calibration whether it needs statistics of inputs
   * @param damping whether it factors second moments: then it notes {@code damping}
   * @param outputs whether its output error is at most that of rounding to nearest
   */
  public record Claims(Calibration calibration, Damping damping, Outputs outputs) {
    /** Of a solver that looks at weights alone. */
    public static Claims ofWeights() {
      return new Claims(Calibration.UNUSED, Damping.NONE, Outputs.ANY);
    }

    /** Of a solver that factors second moments and lowers the output error. */
    public static Claims ofSecondMoments() {
      return new Claims(Calibration.NEEDED, Damping.NOTED, Outputs.AT_MOST_NEAREST);
    }
  }

  /** Whether a solver needs calibration. */
  public enum Calibration {
    NEEDED,
    UNUSED
  }

  /** Whether a solver damps second moments. */
  public enum Damping {
    NOTED,
    NONE
  }

  /** What a solver claims of the output error. */
  public enum Outputs {
    AT_MOST_NEAREST,
    ANY
  }

  @BeforeEach
  void oneThread() {
    engine.threads(1);
  }

  private LinearLayer layer() {
    return Layers.correlated(ROWS, COLUMNS, scheme(), 1);
  }

  private LinearLayer layer(float[] weights, int rows, int columns) {
    InputStatistics inputs =
        Layers.statistics(Layers.inputs(4 * columns + 64, columns, 2), columns);
    return Layers.of(weights, rows, columns, scheme(), Optional.of(inputs));
  }

  private float[] solve(LinearLayer layer) {
    WeightForm form = solver().solve(layer, engine).weight();
    assertThat(form.rows()).isEqualTo(layer.rows());
    assertThat(form.columns()).isEqualTo(layer.columns());
    float[] values = form.dequantize();
    assertThat(values).hasSize(layer.weights().length);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).as("value %d", i).isFinite();
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2"})
  void two_runs_give_the_same_bytes_on_any_number_of_threads(int first, int second) {
    LinearLayer layer = Layers.correlated(160, 192, scheme(), 3);
    engine.threads(first);
    Solution one = solver().solve(layer, engine);
    engine.threads(second);
    Solution other = solver().solve(layer, engine);
    assertThat(other.notes()).isEqualTo(one.notes());
    assertThat(other.weight().name()).isEqualTo(one.weight().name()).isNotBlank();
    assertSameArrays(other.weight().arrays(), one.weight().arrays());
    assertThat(other.weight().dequantize()).isEqualTo(one.weight().dequantize());
  }

  private static void assertSameArrays(List<StoredArray> actual, List<StoredArray> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).name()).isEqualTo(expected.get(i).name());
      assertThat(actual.get(i).dtype()).isEqualTo(expected.get(i).dtype());
      assertThat(actual.get(i).shape()).isEqualTo(expected.get(i).shape());
      assertThat(actual.get(i).bytes()).isEqualTo(expected.get(i).bytes());
    }
  }

  @Test
  void neither_weights_nor_statistics_are_changed() {
    LinearLayer layer = layer();
    float[] weights = layer.weights().clone();
    float[] moments = layer.inputs().orElseThrow().secondMoments().clone();
    solve(layer);
    assertThat(layer.weights()).isEqualTo(weights);
    assertThat(layer.inputs().orElseThrow().secondMoments()).isEqualTo(moments);
  }

  @Test
  void what_is_stored_is_read_back_and_all_its_bits_are_counted() {
    WeightForm form = solver().solve(layer(), engine).weight();
    FormRoundTrip.check(form);
    assertThat(form.storedBits()).isPositive();
  }

  @Test
  void zeros_stay_zero() {
    float[] values = solve(layer(new float[ROWS * COLUMNS], ROWS, COLUMNS));
    for (float value : values) {
      assertThat(value).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {1, -0.25f, 1e-20f, 1e10f})
  void constant_weights_give_numbers(float constant) {
    float[] weights = new float[ROWS * COLUMNS];
    Arrays.fill(weights, constant);
    solve(layer(weights, ROWS, COLUMNS));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 64", "32, 1", "3, 5", "5, 67", "67, 33"})
  void matrices_of_any_shape_are_quantized(int rows, int columns) {
    solve(layer(Layers.weights(rows, columns, 5), rows, columns));
  }

  @Test
  void weights_that_are_no_numbers_are_refused() {
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] weights = Layers.weights(ROWS, COLUMNS, 5);
      weights[COLUMNS + 2] = wrong;
      LinearLayer layer = layer(weights, ROWS, COLUMNS);
      assertThatThrownBy(() -> solver().solve(layer, engine))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("layer.under.test")
          .hasMessageContaining("[1, 2]")
          .hasMessageContaining("finite");
    }
  }

  @Test
  void missing_calibration_is_refused_where_it_is_needed() {
    float[] weights = Layers.weights(ROWS, COLUMNS, 5);
    LinearLayer layer = Layers.of(weights, ROWS, COLUMNS, scheme(), Optional.empty());
    if (claims().calibration() == Calibration.UNUSED) {
      solve(layer);
      return;
    }
    assertThatThrownBy(() -> solver().solve(layer, engine))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer.under.test")
        .hasMessageContaining("calibration");
  }

  @Test
  void statistics_that_are_no_numbers_are_refused() {
    Assumptions.assumeTrue(claims().calibration() == Calibration.NEEDED);
    LinearLayer layer = layer();
    layer.inputs().orElseThrow().secondMoments()[7] = Float.NaN;
    assertThatThrownBy(() -> solver().solve(layer, engine))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer.under.test")
        .hasMessageContaining("NaN");
  }

  @Test
  void inputs_that_never_move_or_all_move_together_are_damped_and_noted() {
    Assumptions.assumeTrue(claims().calibration() == Calibration.NEEDED);
    float[] weights = Layers.weights(ROWS, COLUMNS, 5);
    float[] x = Layers.inputs(256, COLUMNS, 6);
    float[] oneToken = Arrays.copyOf(x, COLUMNS);
    float[] dead = x.clone();
    IntStream.range(0, dead.length).filter(i -> i % COLUMNS % 3 == 0).forEach(i -> dead[i] = 0);
    for (float[] inputs : List.of(oneToken, dead, new float[COLUMNS])) {
      LinearLayer layer =
          Layers.of(
              weights, ROWS, COLUMNS, scheme(), Optional.of(Layers.statistics(inputs, COLUMNS)));
      solve(layer);
      if (claims().damping() == Damping.NOTED) {
        assertThat(solver().solve(layer, engine).notes().get("damping")).isPositive();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void outputs_are_no_worse_than_rounded_to_nearest(long seed) {
    Assumptions.assumeTrue(claims().outputs() == Outputs.AT_MOST_NEAREST);
    LinearLayer layer = Layers.correlated(48, 128, scheme(), seed);
    double error = Layers.outputError(layer, solve(layer));
    assertThat(error).isLessThanOrEqualTo(SAME_ERROR * Layers.roundToNearestError(layer));
  }
}
