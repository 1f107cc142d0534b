package io.quantgrid.kernels.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.kernels.element.E8m0;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.Fp8E4m3;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.golden.Golden;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every block file of goldens/formats: scales, codes and values of every variant, bit for bit in
 * float32, by the fast path and by the oracle. Where a variant has another convention, the test
 * says it by formula and counts what it changes.
 */
class BlockGoldenTest {
  private static final Set<String> CHECKED = new TreeSet<>();
  private static final int ROWS = 64;
  private static final int COLUMNS = 256;
  private static final float[] MATRIX = Golden.open("formats/matrix").floats("x");

  /** numpy sums in pairs, the test in order: both in double. */
  private static final double SUMMATION = 1e-12;

  private static List<QuantizedMatrix> both(String text) {
    Scheme scheme = SchemeParser.parse(text);
    return List.of(
        RoundToNearest.reference(MATRIX, ROWS, COLUMNS, scheme, Float32.TYPE),
        RoundToNearest.quantize(MATRIX, ROWS, COLUMNS, scheme, Float32.TYPE));
  }

  @ParameterizedTest
  @CsvSource({
    "fp4_e2m1/group32/e8m0, mxfp4, ocp",
    "fp4_e2m1/group32/e8m0-round, mxfp4, ct",
    "fp8_e4m3/group32/e8m0, mxfp8_e4m3, ocp",
    "fp8_e4m3/group32/e8m0-round, mxfp8_e4m3, ct",
    "fp8_e5m2/group32/e8m0, mxfp8_e5m2, ocp"
  })
  void microscaling_blocks_equal_the_reference(String text, String file, String variant)
      throws IOException {
    Golden golden = Golden.open("formats/block_" + file);
    for (QuantizedMatrix matrix : both(text)) {
      assertThat(matrix.scaleType()).isSameAs(E8m0.TYPE);
      assertThat(codes(matrix.scales(), E8m0.TYPE))
          .isEqualTo(golden.bytes(variant + ".scale_e8m0"));
      same(matrix, golden, variant);
      checkMse(matrix, file + "/" + variant);
    }
  }

  @Test
  void nvfp4_equals_the_reference_at_both_levels() throws IOException {
    Golden golden = Golden.open("formats/block_nvfp4");
    for (QuantizedMatrix matrix : both("fp4_e2m1/group16/scale-fp8_e4m3")) {
      assertThat(matrix.tensorScale()).isEqualTo(golden.floats("ct.global_scale")[0]);
      assertThat(codes(matrix.scales(), Fp8E4m3.TYPE)).isEqualTo(golden.bytes("ct.scale_e4m3"));
      float[] effective = golden.floats("ct.scale_effective");
      for (int i = 0; i < effective.length; i++) {
        assertThat(matrix.scale(i / 16, i % 16)).isEqualTo(effective[i]);
      }
      same(matrix, golden, "ct");
      checkMse(matrix, "nvfp4/ct");
    }
  }

  @ParameterizedTest
  @CsvSource({"nf4, nf4_bnb", "fp4_bnb, fp4_bnb"})
  void codebooks_equal_bitsandbytes(String element, String file) throws IOException {
    Golden golden = Golden.open("formats/block_" + file);
    for (QuantizedMatrix matrix : both(element + "/group64")) {
      // The four blocks of the zero row: bitsandbytes stores absmax 0.
      assertThat(scalesButZeros(matrix, golden.floats("bnb.absmax"), 0)).isEqualTo(4);
      same(matrix, golden, "bnb");
      checkMse(matrix, file + "/bnb");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "int8/tensor, int8_tensor, 0",
    "int8/channel, int8_channel, 1",
    "int8/group128, int8_group128, 2",
    "int8/group32, int8_group32, 9",
    "int4/tensor, int4_tensor, 0",
    "int4/channel, int4_channel, 1",
    "int4/group128, int4_group128, 2",
    "int4/group32, int4_group32, 9",
    "int3/group32, int3_group32, 9",
    "int2/group32, int2_group32, 9"
  })
  void narrow_integers_equal_the_formula(String text, String file, int zeroGroups)
      throws IOException {
    Golden golden = Golden.open("formats/block_" + file);
    for (QuantizedMatrix matrix : both(text + "/narrow")) {
      assertThat(scalesButZeros(matrix, golden.floats("sym.scale"), 1)).isEqualTo(zeroGroups);
      same(matrix, golden, "sym");
      checkMse(matrix, file + "/sym");
    }
    for (QuantizedMatrix matrix : both(text)) {
      checkMse(matrix, file + "/ct_sym");
    }
    for (QuantizedMatrix matrix : both(text + "/asym")) {
      checkMse(matrix, file + "/ct_asym");
    }
  }

  /**
   * The golden rounds the quotient, then adds an unsigned zero point: {@code clamp(rint(x / s) + z,
   * 0, 2^b - 1)}, {@code z = clamp(rint(-lo / s))}. quantgrid adds first, as compressed-tensors:
   * {@code rint(clamp(x / s + z'))}, {@code z' = rint(clamp(qmin - lo / s))}. They would differ in
   * ties and where the sum is rounded; this matrix has none, the scalar goldens have.
   */
  @ParameterizedTest
  @CsvSource({
    "int8/tensor, int8_tensor, 0",
    "int8/channel, int8_channel, 1",
    "int8/group128, int8_group128, 2",
    "int8/group32, int8_group32, 9",
    "int4/tensor, int4_tensor, 0",
    "int4/channel, int4_channel, 1",
    "int4/group128, int4_group128, 2",
    "int4/group32, int4_group32, 9",
    "int3/group32, int3_group32, 9",
    "int2/group32, int2_group32, 9"
  })
  void unsigned_asymmetric_codes_are_the_same_moved_by_half_the_range(
      String text, String file, int zeroGroups) throws IOException {
    Golden golden = Golden.open("formats/block_" + file);
    int[] codes = golden.integers("asym.codes");
    int[] zeros = golden.integers("asym.zero_point");
    for (QuantizedMatrix matrix : both(text + "/asym")) {
      assertThat(scalesButZeros(matrix, golden.floats("asym.scale"), 1)).isEqualTo(zeroGroups);
      for (int i = 0; i < codes.length; i++) {
        int group = matrix.index(i / COLUMNS, i % COLUMNS / matrix.groupSize());
        int zero = matrix.zeroPoints()[group];
        assertThat(matrix.codes()[i] - zero).isEqualTo(codes[i] - zeros[group]);
        int half = 1 << (matrix.scheme().element().bits() - 1);
        assertThat(zero + half).isEqualTo(isZeroGroup(matrix, group) ? half : zeros[group]);
      }
      checkMse(matrix, file + "/asym");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fp8_e4m3/tensor, fp8_tensor",
    "fp8_e4m3/token, fp8_token",
    "fp8_e4m3/group128, fp8_group128"
  })
  void fp8_equals_the_reference(String text, String file) throws IOException {
    Golden golden = Golden.open("formats/block_" + file);
    for (QuantizedMatrix matrix : both(text)) {
      assertThat(matrix.scales()).isEqualTo(golden.floats("absmax.scale"));
      same(matrix, golden, "absmax");
      checkMse(matrix, file + "/absmax");
    }
  }

  @Test
  void fp8_tiles_equal_the_reference_partial_ones_included() throws IOException {
    Golden golden = Golden.open("formats/block_fp8_block128");
    Scheme scheme = SchemeParser.parse("fp8_e4m3/block128x128");
    for (QuantizedMatrix matrix : both(scheme.canonical())) {
      assertThat(matrix.scales()).isEqualTo(golden.floats("x.scale"));
      same(matrix, golden, "x");
      checkMse(matrix, "fp8_block128/x");
    }
    float[] big = golden.floats("big.input");
    for (QuantizedMatrix matrix :
        List.of(
            RoundToNearest.reference(big, 144, 160, scheme, Float32.TYPE),
            RoundToNearest.quantize(big, 144, 160, scheme, Float32.TYPE))) {
      assertThat(matrix.scales()).hasSize(4).isEqualTo(golden.floats("big.scale"));
      same(matrix, golden, "big");
      checkMse(matrix, big, "fp8_block128/big");
    }
    assertThat(RoundTrip.apply(big, 144, 160, scheme, Float32.TYPE))
        .isEqualTo(golden.floats("big.dequant"));
  }

  /** Where S is zero the golden keeps 0; quantgrid stores 2^-23 or, under M2, S_max. */
  @ParameterizedTest
  @CsvSource({
    "128, none, plain, 2",
    "128, m1, m1, 2",
    "128, m2_row, m2, 2",
    "128, m2_tensor, m2-tensor, 2",
    "32, none, plain, 9",
    "32, m1, m1, 9",
    "32, m2_row, m2, 9",
    "32, m2_tensor, m2-tensor, 9"
  })
  void zeroquant_scales_equal_the_formulas(int size, String variant, String rule, int zeroGroups)
      throws IOException {
    Golden golden = Golden.open("formats/block_zeroquant_fp4");
    String prefix = "g" + size + "." + variant;
    for (QuantizedMatrix matrix : both("fp4_e2m1/group" + size + "/" + rule)) {
      assertThat(scalesButZeros(matrix, golden.floats(prefix + ".scale"), 0)).isEqualTo(zeroGroups);
      same(matrix, golden, prefix);
      checkMse(matrix, "zeroquant_fp4_g" + size + "/" + variant);
    }
  }

  @AfterAll
  static void every_golden_error_was_checked() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    mse().fieldNames().forEachRemaining(names::add);
    assertThat(names).isEqualTo(CHECKED);
  }

  private static JsonNode mse() throws IOException {
    try (InputStream in = BlockGoldenTest.class.getResourceAsStream("/goldens/formats/mse.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static void checkMse(QuantizedMatrix matrix, String name) throws IOException {
    checkMse(matrix, MATRIX, name);
  }

  private static void checkMse(QuantizedMatrix matrix, float[] x, String name) throws IOException {
    CHECKED.add(name);
    float[] values = matrix.dequantize();
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double error = (double) values[i] - x[i];
      sum += error * error;
    }
    double expected = mse().get(name).asDouble();
    assertThat(sum / values.length).isCloseTo(expected, within(expected * SUMMATION));
  }

  private static void same(QuantizedMatrix matrix, Golden golden, String variant) {
    assertThat(matrix.codes()).isEqualTo(golden.bytes(variant + ".codes"));
    float[] values = golden.floats(variant + ".dequant");
    if (matrix.scheme().element() instanceof IntegerType) {
      for (int i = 0; i < values.length; i++) {
        values[i] += 0f; // the reference kept the sign of zeros, which a stored integer cannot
      }
    }
    assertThat(matrix.dequantize()).isEqualTo(values);
  }

  /**
   * Compares scales; groups of zeros must have {@code zeroScale} in the golden, and are counted.
   */
  private static int scalesButZeros(QuantizedMatrix matrix, float[] expected, float zeroScale) {
    List<Integer> zeros = new ArrayList<>();
    for (int i = 0; i < expected.length; i++) {
      if (isZeroGroup(matrix, i)) {
        zeros.add(i);
        assertThat(expected[i]).isEqualTo(zeroScale);
        assertThat(matrix.scales()[i]).isPositive();
      } else {
        assertThat(matrix.scales()[i]).as("scale %d", i).isEqualTo(expected[i]);
      }
    }
    assertThat(matrix.scales()).hasSameSizeAs(expected);
    return zeros.size();
  }

  private static boolean isZeroGroup(QuantizedMatrix matrix, int index) {
    Tile tile = Tiles.of(matrix.scheme(), ROWS, COLUMNS).tile(index);
    return new ObviousPasses(MATRIX).statistics(tile).largest() == 0;
  }

  private static byte[] codes(float[] values, ElementType type) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) type.encode(values[i]);
    }
    return out;
  }
}
