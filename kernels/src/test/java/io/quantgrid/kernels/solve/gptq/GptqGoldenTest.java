package io.quantgrid.kernels.solve.gptq;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.form.ColumnGroups;
import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.form.WeightForm;
import io.quantgrid.kernels.golden.Golden;
import io.quantgrid.kernels.scheme.Packing;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes, scales and groups equal llm-compressor 0.11's from the same second moments. */
class GptqGoldenTest {
  private static final int N = 256;
  private static final String QUERY = "model.layers.0.self_attn.q_proj";
  private static final Golden GOLDEN = Golden.open("compressed-tensors/GPTQ");

  @ParameterizedTest
  @CsvSource({"NONE, W4A16", "STATIC, W4A16_static", "GROUP, W4A16_group"})
  void codes_equal_the_library_in_bfloat16(Gptq.Order order, String variant) {
    Engine engine = Engines.named("torch");
    engine.threads(1);
    float[] weights = Golden.open("compressed-tensors/base_qv").floats(QUERY + ".weight");
    float[] none = new float[N];
    InputStatistics inputs =
        new InputStatistics(N, 4096, GOLDEN.floats("hessian"), none, none, none, none, none);
    LinearLayer layer =
        new LinearLayer(
            QUERY,
            weights,
            N,
            N,
            SchemeParser.parse("int4/group128"),
            Bfloat16.TYPE,
            Optional.of(inputs));
    WeightForm form =
        new Gptq(order, Gptq.Groups.ORIGINAL, 0.01, 128).solve(layer, engine).weight();
    QuantizedMatrix matrix =
        form instanceof ColumnGroups grouped ? grouped.matrix() : ((Plain) form).matrix();
    assertThat(matrix.scales()).isEqualTo(GOLDEN.floats(variant + ".weight_scale"));
    byte[] expected = Packing.fromColumns(GOLDEN.integers(variant + ".weight_packed"), N, N, 4);
    assertThat(matrix.codes()).isEqualTo(expected);
    if (order == Gptq.Order.GROUP) {
      assertThat(((ColumnGroups) form).groupOf())
          .isEqualTo(GOLDEN.integers(variant + ".weight_g_idx"));
    }
  }
}
