package io.quantgrid.kernels.solve.qalora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.form.FormRoundTrip;
import io.quantgrid.kernels.form.RealZeros;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.Layers;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Origin;
import io.quantgrid.kernels.solve.Origin.GroupUpdate;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.gptq.Gptq;
import io.quantgrid.kernels.solve.hqq.HalfQuadratic;
import io.quantgrid.kernels.solve.rtn.Rtn;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QaLoraTest {
  private static final int ROWS = 24;
  private static final int COLUMNS = 96;
  private static final int ADAPTER_GROUP = 32;

  /** Of weights and updates of 0.1 to 1. */
  private static final double EXACT = 1e-6;

  private final Engine engine = Engines.named("torch");

  private static Solver solver(String name) {
    return switch (name) {
      case "gptq" -> Gptq.defaults();
      case "hqq" -> HalfQuadratic.defaults();
      default -> Rtn.defaults();
    };
  }

  /** Weights that an adapter has changed, and what they were. */
  private static LinearLayer adapted(String scheme, Optional<GroupUpdate> update) {
    LinearLayer base = Layers.correlated(ROWS, COLUMNS, SchemeParser.parse(scheme), 6);
    float[] weights = base.weights().clone();
    for (int i = 0; i < weights.length && update.isPresent(); i++) {
      weights[i] += update.get().values()[group(i)];
    }
    return base.withWeights(weights)
        .from(Optional.of(new Origin(base.weights(), Float32.TYPE, update)));
  }

  private static int group(int i) {
    return i / COLUMNS * (COLUMNS / ADAPTER_GROUP) + i % COLUMNS / ADAPTER_GROUP;
  }

  private static GroupUpdate update() {
    Random random = new Random(3);
    float[] values = new float[ROWS * COLUMNS / ADAPTER_GROUP];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.1 * random.nextGaussian());
    }
    return new GroupUpdate(ADAPTER_GROUP, values);
  }

  @ParameterizedTest
  @CsvSource({
    "rtn, int4/group32/asym",
    "rtn, int4/group16",
    "rtn, int8/group32/asym",
    "gptq, int3/group32/asym",
    "gptq, int2/group8/asym",
  })
  void the_merged_weight_is_the_quantized_base_plus_the_adapter(String name, String scheme) {
    LinearLayer layer = adapted(scheme, Optional.of(update()));
    Solver plain = solver(name);
    float[] base =
        plain
            .solve(layer.withWeights(layer.origin().orElseThrow().base()), engine)
            .weight()
            .dequantize();
    Solution merged = new QaLora().after(plain).solve(layer, engine);
    float[] values = FormRoundTrip.check(merged.weight()).dequantize();
    for (int i = 0; i < values.length; i++) {
      double unmerged = (double) base[i] + update().values()[group(i)];
      assertThat(Math.abs(values[i] - unmerged)).as("weight %d", i).isLessThan(EXACT);
    }
    assertThat(merged.weight()).isInstanceOf(RealZeros.class);
    assertThat(merged.notes()).containsKey("adapter_groups");
  }

  @Test
  void zero_points_that_are_real_already_take_it_too() {
    LinearLayer layer = adapted("int3/group32/asym", Optional.of(update()));
    LinearLayer base = layer.withWeights(layer.origin().orElseThrow().base());
    float[] before = HalfQuadratic.defaults().solve(base, engine).weight().dequantize();
    float[] after =
        new QaLora().after(HalfQuadratic.defaults()).solve(layer, engine).weight().dequantize();
    for (int i = 0; i < after.length; i++) {
      assertThat((double) Math.abs(after[i] - before[i] - update().values()[group(i)]))
          .isLessThan(EXACT);
    }
  }

  @Test
  void a_layer_without_an_adapter_is_left_to_the_solver() {
    LinearLayer layer = adapted("int4/group32/asym", Optional.empty());
    assertThat(new QaLora().after(Rtn.defaults()).solve(layer, engine).weight().dequantize())
        .isEqualTo(Rtn.defaults().solve(layer, engine).weight().dequantize());
  }

  @Test
  void what_cannot_take_an_adapter_is_named() {
    assertThatThrownBy(() -> solve("int4/group64/asym"))
        .hasMessageContaining("by 32 inputs into layer.under.test in groups of 48");
    assertThatThrownBy(() -> solve("int4/channel"))
        .hasMessageContaining("as plain of int4/channel/sym (expected integers in groups");
    assertThatThrownBy(() -> solve("fp4_e2m1/group32"))
        .hasMessageContaining("expected integers in groups");
    LinearLayer alone = Layers.correlated(ROWS, COLUMNS, SchemeParser.parse("int4/group32"), 6);
    assertThatThrownBy(() -> new QaLora().after(Rtn.defaults()).solve(alone, engine))
        .hasMessageContaining("by qa_lora without an adapter");
  }

  private void solve(String scheme) {
    new QaLora().after(Rtn.defaults()).solve(adapted(scheme, Optional.of(update())), engine);
  }
}
