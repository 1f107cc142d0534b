package io.quantgrid.kernels.solve.vptq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.form.Codebooks;
import io.quantgrid.kernels.form.FormRoundTrip;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.HeavyTails;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.SolverContractTest;
import io.quantgrid.kernels.solve.gptq.Gptq;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VptqTest extends SolverContractTest {
  /** For small layers: codebooks are a small part of what is stored. */
  private static final Vptq SMALL = new Vptq(2, 16, 0, 0.01, 1, 16, 25, 0, 0.01);

  @Override
  protected Solver solver() {
    return Vptq.defaults();
  }

  @Override
  protected Claims claims() {
    return Claims.ofSecondMoments();
  }

  @Override
  protected Scheme scheme() {
    return SchemeParser.parse("int2/group32/asym");
  }

  private double error(LinearLayer layer, Solver solver) {
    return HeavyTails.outputError(layer, solver.solve(layer, engine).weight().dequantize());
  }

  /** The paper's claim: at two bits, better than GPTQ with scalars, in fewer bits. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void outputs_are_better_than_gptq_of_two_bits(long seed) {
    LinearLayer layer = HeavyTails.layer(256, 256, "int2/group64/asym", seed);
    Solution solution = SMALL.solve(layer, engine);
    double bits = HeavyTails.bitsPerWeight(layer, solution.weight().storedBits());
    assertThat(bits).isBetween(2.0, HeavyTails.nearestBits(layer, "int2/group64/asym"));
    double error = HeavyTails.outputError(layer, solution.weight().dequantize());
    assertThat(error).isLessThan(error(layer, Gptq.defaults()));
    assertThat(error).isLessThan(HeavyTails.nearestError(layer, "int2/group64/asym") / 4);
  }

  @Test
  void longer_vectors_residuals_and_outlier_codebooks_lower_the_error() {
    LinearLayer layer = HeavyTails.layer(256, 256, "int2/group64/asym", 3);
    double scalars = error(layer, new Vptq(1, 4, 0, 0, 1, 4, 25, 0, 0.01));
    double pairs = error(layer, new Vptq(2, 16, 0, 0, 1, 4, 25, 0, 0.01));
    double fours = error(layer, new Vptq(4, 256, 0, 0, 1, 4, 25, 0, 0.01));
    double residual = error(layer, new Vptq(2, 16, 16, 0, 1, 4, 25, 0, 0.01));
    double outliers = error(layer, new Vptq(2, 16, 0, 0.05, 1, 16, 25, 0, 0.01));
    assertThat(pairs).isLessThan(scalars);
    assertThat(fours).isLessThan(pairs);
    assertThat(residual).isLessThan(pairs / 4); // four bits
    assertThat(outliers).isLessThan(pairs);
  }

  @Test
  void outlier_columns_are_those_of_the_largest_inputs() {
    LinearLayer layer = HeavyTails.layer(32, 200, "int2/group64/asym", 4);
    Codebooks form =
        (Codebooks) new Vptq(4, 16, 0, 0.02, 2, 16, 25, 0, 0.01).solve(layer, engine).weight();
    assertThat(form.outliers().cardinality()).isEqualTo(4);
    float[] moments = layer.inputs().orElseThrow().secondMoments();
    float least = Float.MAX_VALUE;
    float largest = 0;
    for (int column = 0; column < 200; column++) {
      float moment = moments[column * 200 + column];
      if (form.outliers().get(column)) {
        least = Math.min(least, moment);
      } else {
        largest = Math.max(largest, moment);
      }
    }
    assertThat(least).isGreaterThanOrEqualTo(largest);
  }

  @Test
  void another_seed_gives_another_codebook_and_the_same_seed_the_same() {
    LinearLayer layer = HeavyTails.layer(64, 64, "int2/group64/asym", 5);
    float[] one = SMALL.solve(layer, engine).weight().dequantize();
    Vptq other = new Vptq(2, 16, 0, 0.01, 1, 16, 25, 1, 0.01);
    assertThat(SMALL.solve(layer, engine).weight().dequantize()).isEqualTo(one);
    assertThat(other.solve(layer, engine).weight().dequantize()).isNotEqualTo(one);
  }

  @ParameterizedTest
  @CsvSource({"20, 70, 0, 0", "21, 33, 16, 0", "19, 40, 16, 0.1", "300, 10, 0, 0.3"})
  void reading_the_arrays_gives_the_form(int rows, int columns, int residual, double share) {
    LinearLayer layer = HeavyTails.layer(rows, columns, "int2/group64/asym", 1);
    Vptq vptq = new Vptq(8, 37, residual, share, 4, 16, 25, 0, 0.01);
    Solution solution = vptq.solve(layer, engine);
    Codebooks form = (Codebooks) solution.weight();
    assertThat(form.residual().isPresent()).isEqualTo(residual > 0);
    FormRoundTrip.check(form);
  }

  @Test
  void the_values_that_were_compensated_for_are_those_that_are_stored() {
    LinearLayer layer = HeavyTails.layer(37, 50, "int2/group64/asym", 2);
    int[] order = new int[50];
    for (int i = 0; i < 50; i++) {
      order[i] = 49 - i;
    }
    Vptq vptq = new Vptq(4, 16, 16, 0.1, 2, 16, 25, 0, 0.01);
    VectorRounding rounding = new VectorRounding(new Training(vptq, layer, Float16.TYPE, order), 5);
    float[][] values = new float[50][37];
    for (int position = 0; position < 50; position++) {
      float[] targets = new float[37];
      for (int row = 0; row < 37; row++) {
        targets[row] = layer.weights()[row * 50 + order[position]];
      }
      rounding.round(position, 0, 37, targets, values[position]);
    }
    float[] stored = rounding.form().dequantize();
    for (int position = 0; position < 50; position++) {
      for (int row = 0; row < 37; row++) {
        assertThat(values[position][row]).isEqualTo(stored[row * 50 + order[position]]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3, 256, 0, 0.01, 2, 64, 25, 0.01",
    "4, 1, 0, 0.01, 2, 64, 25, 0.01",
    "4, 65536, 0, 0.01, 2, 64, 25, 0.01",
    "4, 256, 1, 0.01, 2, 64, 25, 0.01",
    "4, 256, 0, 0.6, 2, 64, 25, 0.01",
    "4, 256, 0, 0.01, 32, 64, 25, 0.01",
    "4, 256, 0, 0.01, 2, 1, 25, 0.01",
    "4, 256, 0, 0.01, 2, 64, 0, 0.01",
    "4, 256, 0, 0.01, 2, 64, 25, 0",
  })
  void parameters_out_of_range_are_refused(
      int vector, int size, int residual, double share, int length, int k, int n, double damping) {
    assertThatThrownBy(() -> new Vptq(vector, size, residual, share, length, k, n, 0, damping))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot set vptq's");
  }
}
