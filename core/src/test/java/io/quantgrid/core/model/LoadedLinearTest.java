package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.core.model.architecture.Projection;
import io.quantgrid.core.model.architecture.Projection.Output;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.solve.RoundTrip;
import io.quantgrid.kernels.solve.llmint8.MixedInt8;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Linear layers as they are loaded: biases, and what their inputs go through. */
@SuppressWarnings("try") // scopes free what is made while they are open
class LoadedLinearTest {
  private static final Engine ENGINE = Engines.named("torch");
  private static final Scheme INT8 = SchemeParser.parse("int8/token");
  private static final int COLUMNS = 64;
  private static final Output QUERY = Output.of("q.weight", 32);
  private static final Output VALUE = Output.of("v.weight", 16);

  /** Weights in eight bits, with biases and thresholds by name. */
  private static final class Source implements WeightSource {
    private final Map<String, float[]> biases = new HashMap<>();
    private OptionalDouble threshold = OptionalDouble.empty();

    private static QuantizedMatrix matrix(String name) {
      int rows = name.equals(QUERY.weight()) ? QUERY.rows() : VALUE.rows();
      return RoundToNearest.quantize(
          numbers(rows * COLUMNS, rows),
          rows,
          COLUMNS,
          SchemeParser.parse("int8/channel"),
          Float32.TYPE);
    }

    @Override
    public boolean has(String name) {
      return true;
    }

    @Override
    public boolean isQuantized(String name) {
      return true;
    }

    @Override
    public Tensor weight(String name, DType dtype) {
      QuantizedMatrix matrix = matrix(name);
      return ENGINE.floats(matrix.dequantize(), matrix.rows(), COLUMNS);
    }

    @Override
    public Optional<QuantizedMatrix> quantized(String name) {
      return Optional.of(matrix(name));
    }

    @Override
    public Optional<Tensor> bias(String name, DType dtype) {
      return Optional.ofNullable(biases.get(name))
          .map(bias -> ENGINE.cast(ENGINE.floats(bias, bias.length), dtype));
    }

    @Override
    public OptionalDouble outlierThreshold(String name) {
      return threshold;
    }
  }

  private static float[] numbers(int count, long seed) {
    Random random = new Random(seed);
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }

  private static Loader loader(Source source, Optional<Scheme> activations, Compute compute) {
    return new Loader(
        ENGINE,
        source,
        new Computation(DType.FLOAT32, activations, Optional.empty(), name -> true, compute),
        Optional.empty());
  }

  private static float[] outputs(Linear linear, float[] x) {
    try (Scope scope = ENGINE.scope()) {
      return ENGINE.toFloats(linear.apply(ENGINE.floats(x, x.length / COLUMNS, COLUMNS)));
    }
  }

  @ParameterizedTest
  @EnumSource(Compute.class)
  void biases_of_some_parts_are_added_to_their_outputs_alone(Compute compute) {
    float[] x = numbers(3 * COLUMNS, 5);
    Source source = new Source();
    float[] bias = numbers(VALUE.rows(), 6);
    try (Loader plain = loader(source, Optional.of(INT8), compute)) {
      float[] before = outputs(plain.linear(Projection.of(COLUMNS, QUERY, VALUE)), x);
      source.biases.put(VALUE.weight(), bias);
      try (Loader biased = loader(source, Optional.of(INT8), compute)) {
        float[] after = outputs(biased.linear(Projection.of(COLUMNS, QUERY, VALUE)), x);
        int width = QUERY.rows() + VALUE.rows();
        for (int i = 0; i < after.length; i++) {
          int output = i % width - QUERY.rows();
          assertThat(after[i]).isEqualTo(output < 0 ? before[i] : before[i] + bias[output]);
        }
        assertThat(biased.compute()).isEqualTo(compute).isEqualTo(plain.compute());
      }
    }
  }

  @Test
  void layers_without_biases_are_computed_as_ever() {
    try (Loader loader = loader(new Source(), Optional.empty(), Compute.SIMULATED)) {
      assertThat(loader.linear(Projection.of(COLUMNS, QUERY, VALUE)))
          .isInstanceOf(Linear.Floating.class);
    }
  }

  @Test
  void a_bias_of_another_length_is_refused() {
    Source source = new Source();
    source.biases.put(VALUE.weight(), new float[3]);
    try (Loader loader = loader(source, Optional.empty(), Compute.SIMULATED)) {
      assertThatThrownBy(() -> loader.linear(Projection.of(COLUMNS, QUERY, VALUE)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("bias of v.weight has shape [3] (expected [16]");
    }
  }

  /** Each row is a token; the second has none that is large, the third nothing else. */
  private static float[] withOutliers() {
    float[] x = numbers(3 * COLUMNS, 7);
    x[3] = 40;
    x[17] = -6;
    for (int i = 2 * COLUMNS; i < x.length; i++) {
      x[i] = i % 2 == 0 ? 11.3f : -7.7f;
    }
    return x;
  }

  @Test
  void large_inputs_stay_exact_token_by_token() {
    Source source = new Source();
    float[] x = withOutliers();
    float[] uniform;
    try (Loader loader = loader(source, Optional.of(INT8), Compute.SIMULATED)) {
      uniform = outputs(loader.linear(Projection.of(COLUMNS, QUERY)), x);
    }
    source.threshold = OptionalDouble.of(6);
    try (Loader loader = loader(source, Optional.of(INT8), Compute.NATIVE);
        Loader exact = loader(source, Optional.empty(), Compute.SIMULATED)) {
      Linear mixed = loader.linear(Projection.of(COLUMNS, QUERY));
      float[] found = outputs(mixed, x);
      assertThat(loader.compute()).isEqualTo(Compute.SIMULATED);
      Linear floating = exact.linear(Projection.of(COLUMNS, QUERY));
      assertThat(found)
          .isEqualTo(outputs(floating, MixedInt8.defaults().reference(x, 3, COLUMNS)))
          .isNotEqualTo(uniform);
      float[] unrounded = outputs(floating, x);
      Scheme narrow = SchemeParser.parse("int8/token/narrow");
      float[] rounded = outputs(floating, RoundTrip.apply(x, 3, COLUMNS, narrow, Float32.TYPE));
      int rows = QUERY.rows();
      for (int i = 0; i < rows; i++) {
        assertThat(found[i]).isNotEqualTo(rounded[i]);
        assertThat(found[rows + i]).as("no large inputs").isEqualTo(rounded[rows + i]);
        assertThat(found[2 * rows + i]).as("only large").isEqualTo(unrounded[2 * rows + i]);
      }
    }
  }

  @Test
  void large_inputs_beside_another_scheme_than_int8_are_refused() {
    Source source = new Source();
    source.threshold = OptionalDouble.of(6);
    Optional<Scheme> floating = Optional.of(SchemeParser.parse("fp8_e4m3/token"));
    try (Loader loader = loader(source, floating, Compute.SIMULATED)) {
      assertThatThrownBy(() -> loader.linear(Projection.of(COLUMNS, QUERY)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("fp8_e4m3/token")
          .hasMessageContaining("expected int8/token");
    }
  }
}
