package io.quantgrid.kernels.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.Layers;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Origin;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.billm.BiLlm;
import io.quantgrid.kernels.solve.deltacome.DeltaCome;
import io.quantgrid.kernels.solve.finequant.FineQuant;
import io.quantgrid.kernels.solve.gptq.Gptq;
import io.quantgrid.kernels.solve.hqq.HalfQuadratic;
import io.quantgrid.kernels.solve.lorc.Lorc;
import io.quantgrid.kernels.solve.outliers.SparseOutliers;
import io.quantgrid.kernels.solve.pbllm.PbLlm;
import io.quantgrid.kernels.solve.quip.Quip;
import io.quantgrid.kernels.solve.rtn.Rtn;
import io.quantgrid.kernels.solve.spqr.Spqr;
import io.quantgrid.kernels.solve.vptq.Vptq;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form is read back, bit for bit, by its description. */
final class FormsTest {
  private static final Engine ENGINE = Engines.named("torch");
  private static final int ROWS = 20;
  private static final int COLUMNS = 72;

  private static WeightForm solved(Solver solver, String scheme) {
    LinearLayer layer = Layers.correlated(ROWS, COLUMNS, SchemeParser.parse(scheme), 3);
    return solver.solve(layer, ENGINE).weight();
  }

  private static List<WeightForm> samples() {
    Solver lorc = Lorc.defaults().after(Rtn.defaults());
    return List.of(
        solved(Rtn.defaults(), "int4/group24/asym"),
        solved(new Gptq(Gptq.Order.GROUP, Gptq.Groups.ORIGINAL, 0.01, 128), "int4/group24/asym"),
        solved(new SparseOutliers(0.02).after(lorc), "nvfp4"),
        solved(Spqr.defaults(), "int3/group16"),
        solved(new SparseOutliers(0.02).after(Quip.defaults()), "int2/channel"),
        solved(HalfQuadratic.defaults(), "int3/group24/asym"),
        solved(FineQuant.defaults(), "int4/group72/asym"),
        solved(BiLlm.defaults(), "binary/group24"),
        solved(PbLlm.defaults(), "binary/group24"),
        solved(new Vptq(4, 16, 16, 0.1, 2, 16, 25, 0, 0.01), "int2/group64/asym"),
        solved(
            (layer, engine) ->
                DeltaCome.defaults().solve(layer.from(Optional.of(halved(layer))), engine),
            "int2/group24/asym"));
  }

  /** As if tuned from a layer with half its weights. */
  private static Origin halved(LinearLayer layer) {
    float[] base = layer.weights().clone();
    for (int i = 0; i < base.length; i++) {
      base[i] /= 2;
    }
    return new Origin(base, Float32.TYPE, Optional.empty());
  }

  @Test
  void every_form_is_read_back_by_its_name() {
    Set<String> read = new TreeSet<>();
    for (WeightForm form : samples()) {
      FormRoundTrip.check(form);
      names(form, read);
    }
    assertThat(read).isEqualTo(Forms.names());
  }

  private static void names(WeightForm form, Set<String> names) {
    names.add(form.name());
    form.parts().forEach(part -> names(part, names));
  }

  /** Odd shapes, so that words, bytes and tiles are padded. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "int2/group8",
        "int3/channel/asym",
        "int4/tensor/asym",
        "int4/block4x8/asym",
        "int5/group16",
        "int8/channel/asym",
        "int8/tensor",
        "fp8_e4m3/block4x4",
        "fp8_e5m2/channel",
        "fp6_e2m3/group8/e8m0",
        "fp4_e2m1/group16/scale-fp8_e4m3",
        "mxfp4",
        "nf4/group8",
        "ternary/channel",
        "binary/group8",
        "mxint8"
      })
  void plain_matrices_of_any_scheme_take_the_bits_that_they_count(String scheme) {
    for (int[] shape : new int[][] {{5, 33}, {1, 1}, {7, 64}}) {
      float[] weights = Layers.weights(shape[0], shape[1], 1);
      QuantizedMatrix matrix =
          RoundToNearest.quantize(
              weights, shape[0], shape[1], SchemeParser.parse(scheme), Bfloat16.TYPE);
      FormRoundTrip.check(new Plain(matrix));
      assertThat(new Plain(matrix).storedBits()).isEqualTo(matrix.storedBits());
    }
  }

  @Test
  void names_and_parameters_that_are_not_known_are_refused() {
    Description wrong = new Description("spars", new TreeMap<>(), List.of());
    assertThatThrownBy(() -> Forms.read(wrong, 1, 1, List.of()))
        .hasMessageContaining("spars (expected one of binary_planes, ")
        .hasMessageContaining("sparse");
    Description missing = new Description("plain", new TreeMap<>(), List.of());
    assertThatThrownBy(() -> Forms.read(missing, 1, 1, List.of()))
        .hasMessage("Cannot read plain: parameters [] (expected also scheme)");
    Description empty = new Description("rotated", new TreeMap<>(), List.of());
    assertThatThrownBy(() -> Forms.read(empty, 1, 1, List.of()))
        .hasMessage("Cannot read rotated: 0 parts (expected 1)");
    TreeMap<String, String> none =
        new TreeMap<>(Description.values("block", "0", "scale_type", "float16"));
    Description zero = new Description("binary_planes", none, List.of());
    assertThatThrownBy(() -> Forms.read(zero, 1, 1, List.of()))
        .hasMessage("Cannot read binary_planes: block 0 (expected 1 or more)");
  }

  /** Whatever a damaged file holds, reading ends in values or in a message. */
  @Test
  void damaged_arrays_never_end_in_another_error() {
    for (WeightForm form : samples()) {
      for (int i = 0; i < form.arrays().size(); i++) {
        for (StoredArray wrong : damaged(form.arrays().get(i))) {
          List<StoredArray> arrays = new ArrayList<>(form.arrays());
          arrays.set(i, wrong);
          try {
            assertThat(Forms.read(form.description(), ROWS, COLUMNS, arrays).dequantize())
                .hasSize(ROWS * COLUMNS);
          } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("Cannot ");
          }
        }
      }
    }
  }

  private static List<StoredArray> damaged(StoredArray array) {
    byte[] none = new byte[0];
    byte[] ones = new byte[array.bytes().length];
    Arrays.fill(ones, (byte) 0xFF);
    byte[] mixed = new byte[array.bytes().length];
    new Random(1).nextBytes(mixed);
    return List.of(
        new StoredArray(array.name(), DType.UINT8, new long[] {0}, none),
        new StoredArray(array.name(), array.dtype(), new long[] {0, 7}, none),
        new StoredArray(array.name(), DType.UINT8, new long[] {ones.length}, array.bytes()),
        new StoredArray(array.name(), array.dtype(), array.shape(), ones),
        new StoredArray(array.name(), array.dtype(), array.shape(), mixed));
  }

  @Test
  void sparse_columns_that_do_not_rise_are_refused() {
    float[] values = {1, 2};
    assertThatThrownBy(() -> new Sparse(1, 4, values, new int[] {2, 2}, new int[] {0, 2}))
        .hasMessageContaining("columns of row 0 do not rise (expected numbers from 0 to 3)");
    assertThatThrownBy(() -> new Sparse(1, 4, values, new int[] {2, 4}, new int[] {0, 2}))
        .hasMessageContaining("row 0");
  }
}
