package io.quantgrid.kernels.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.golden.Golden;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Packed bytes against compressed-tensors 0.16, bitsandbytes 0.50.2 and the drawings. */
class ByteLayoutTest {

  /** Every layout with every code that it holds. */
  static Stream<Arguments> layouts() {
    return Stream.of(
        Arguments.of(new LowNibbles(), IntStream.range(0, 16).toArray()),
        Arguments.of(new HighNibbles(), IntStream.range(0, 16).toArray()),
        Arguments.of(BitStream.raw(3), IntStream.range(0, 8).toArray()),
        Arguments.of(BitStream.signed(3), IntStream.range(-4, 4).toArray()),
        Arguments.of(BitStream.signed(5), IntStream.range(-16, 16).toArray()),
        Arguments.of(BitStream.raw(6), IntStream.range(0, 64).toArray()),
        Arguments.of(BitStream.signed(7), IntStream.range(-64, 64).toArray()),
        Arguments.of(new TernaryBytes(), new int[] {-1, 0, 1}),
        Arguments.of(new SignBytes(), new int[] {-1, 1}));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void every_code_comes_back_from_every_place_of_ragged_matrices(ByteLayout layout, int[] all) {
    SplittableRandom random = new SplittableRandom(all.length);
    for (int[] shape :
        new int[][] {{1, 1}, {3, 37}, {5, 8}, {2, 2 * all.length + 3}, {7, 5}, {0, 5}, {5, 0}}) {
      byte[] codes = new byte[shape[0] * shape[1]];
      for (int i = 0; i < codes.length; i++) {
        codes[i] = (byte) all[random.nextInt(all.length)];
      }
      check(layout, codes, shape[0], shape[1]);
    }
    for (int first = 0; first < 16; first++) { // every code at every place of a byte or three
      byte[] codes = new byte[first + all.length];
      for (int i = 0; i < codes.length; i++) {
        codes[i] = (byte) all[Math.floorMod(i - first, all.length)];
      }
      check(layout, codes, 1, codes.length);
    }
  }

  private static void check(ByteLayout layout, byte[] codes, int rows, int columns) {
    byte[] packed = layout.pack(codes, rows, columns);
    assertThat((long) packed.length).isEqualTo(layout.bytes(rows, columns));
    assertThat(layout.unpack(packed, rows, columns)).isEqualTo(codes);
  }

  @ParameterizedTest
  @CsvSource({
    "fp4_e2m1, block_mxfp4, ocp",
    "fp4_e2m1, block_mxfp4, ct",
    "fp4_e2m1, block_nvfp4, ct",
    "nf4, block_nf4_bnb, bnb",
    "fp4_bnb, block_fp4_bnb, bnb"
  })
  void packed_bytes_equal_those_of_the_reference(String element, String file, String variant) {
    Golden golden = Golden.open("formats/" + file);
    ByteLayout layout = ByteLayouts.of(ElementTypes.named(element)).orElseThrow();
    byte[] codes = golden.bytes(variant + ".codes");
    byte[] packed = golden.bytes(variant + ".packed");
    assertThat(layout.pack(codes, 64, 256)).isEqualTo(packed);
    assertThat(layout.unpack(packed, 64, 256)).isEqualTo(codes);
  }

  @Test
  void the_drawn_layouts_hold() {
    assertThat(bits(new LowNibbles(), 1, 2, 3)).containsExactly(0b0010_0001, 0b0000_0011);
    assertThat(bits(new HighNibbles(), 1, 2, 3)).containsExactly(0b0001_0010, 0b0011_0000);
    assertThat(bits(BitStream.raw(6), 0b111111, 0, 0b101010, 0b011100))
        .containsExactly(0b00_111111, 0b1010_0000, 0b011100_10);
    assertThat(bits(BitStream.raw(3), 7, 0, 5, 2, 6, 3, 0, 4))
        .containsExactly(0b01_000_111, 0b1_110_010_1, 0b100_000_01);
    assertThat(bits(BitStream.signed(5), 15, -16, 5, -1, 0, 1, -15, 2))
        .containsExactly(0b000_11111, 0b1_10101_00, 0b0000_0111, 0b01_10001_1, 0b10010_000);
    assertThat(bits(new TernaryBytes(), -1, 0, 1, 0, -1, 1)).containsExactly(0 + 3 + 18 + 27, 2);
    assertThat(bits(new TernaryBytes(), 1, 1, 1, 1, 1)).containsExactly(242);
    assertThat(bits(new SignBytes(), 1, -1, -1, 1, 1, -1, -1, -1, 1))
        .containsExactly(0b00011001, 1);
  }

  private static int[] bits(ByteLayout layout, int... codes) {
    byte[] bytes = new byte[codes.length];
    for (int i = 0; i < codes.length; i++) {
      bytes[i] = (byte) codes[i];
    }
    byte[] packed = layout.pack(bytes, 1, codes.length);
    return IntStream.range(0, packed.length).map(i -> packed[i] & 0xFF).toArray();
  }

  @ParameterizedTest
  @CsvSource({ // bits of 3 rows of 37 codes
    "fp4_e2m1, 456", // 19 bytes a row
    "nf4, 448", // 56 bytes, the matrix as one row
    "fp4_bnb, 448",
    "fp6_e3m2, 672", // 28 bytes a row
    "fp6_e2m3, 672",
    "ternary, 192", // 8 bytes a row
    "binary, 120", // 5 bytes a row
    "int2, 288", // 3 words a row
    "int3, 384", // 4 words
    "int4, 480", // 5 words
    "int5, 672", // 7 words
    "int6, 768", // 8 words
    "int7, 960", // 10 words
    "int8, 888",
    "mxint8, 888",
    "fp8_e4m3, 888"
  })
  void stored_bits_count_the_padding(String element, long expected) {
    assertThat(ByteLayouts.bits(ElementTypes.named(element), 3, 37)).isEqualTo(expected);
  }

  @Test
  void codes_of_every_type_fit_its_layout() {
    for (ElementType element : ElementTypes.all()) {
      Optional<ByteLayout> layout = ByteLayouts.of(element);
      if (layout.isEmpty()) {
        continue;
      }
      byte[] codes = new byte[101];
      for (int i = 0; i < codes.length; i++) {
        codes[i] = (byte) element.encode((i - 50) / 25f * element.largest());
      }
      byte[] packed = layout.get().pack(codes, 1, codes.length);
      assertThat(layout.get().unpack(packed, 1, codes.length))
          .as("%s, signed: %s", element, element instanceof IntegerType)
          .isEqualTo(codes);
    }
  }

  @Test
  void what_does_not_fit_the_shape_is_refused() {
    assertThatThrownBy(() -> new LowNibbles().pack(new byte[3], 2, 2))
        .hasMessage("Cannot pack 3 codes (expected 4)");
    assertThatThrownBy(() -> new TernaryBytes().unpack(new byte[3], 2, 5))
        .hasMessage("Cannot unpack 3 bytes (expected 2)");
    assertThatThrownBy(() -> BitStream.raw(9)).hasMessage("Cannot pack 9 bits (expected 1 to 8)");
  }
}
