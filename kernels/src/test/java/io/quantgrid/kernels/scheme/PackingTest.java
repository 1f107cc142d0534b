package io.quantgrid.kernels.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackingTest {

  @ParameterizedTest
  @CsvSource({"8, 4", "7, 4", "6, 5", "5, 6", "4, 8", "3, 10", "2, 16"})
  void words_hold_as_many_codes_as_fit_whole(int bits, int perWord) {
    assertThat(Packing.perWord(bits)).isEqualTo(perWord);
    assertThat(Packing.words(perWord, bits)).isEqualTo(1);
    assertThat(Packing.words(perWord + 1, bits)).isEqualTo(2);
    assertThat(Packing.words(0, bits)).isZero();
  }

  @Test
  void the_drawn_layouts_hold() {
    byte[] two = {-2, -1, 0, 1};
    assertThat(Packing.alongColumns(two, 1, 4, 2)).containsExactly(0b11_10_01_00);
    byte[] three = {-4, 3, 0, -1, 0, 0, 0, 0, 0, 3, -3};
    assertThat(Packing.alongColumns(three, 1, 11, 3))
        .containsExactly(0b00_111_100_100_100_100_100_011_100_111_000, 0b001);
    byte[] four = {-8, 7, 0, 0, 0, 0, 0, 7};
    assertThat(Packing.alongColumns(four, 1, 8, 4)).containsExactly(0xF88888F0);
    byte[] five = {-16, 15, 0, 0, 0, -1};
    assertThat(Packing.alongColumns(five, 1, 6, 5))
        .containsExactly(0b00_01111_10000_10000_10000_11111_00000);
    byte[] six = {-32, 31, 0, 0, -1};
    assertThat(Packing.alongColumns(six, 1, 5, 6))
        .containsExactly(0b00_011111_100000_100000_111111_000000);
    byte[] seven = {-64, 63, 0, -1};
    assertThat(Packing.alongColumns(seven, 1, 4, 7))
        .containsExactly(0b0000_0111111_1000000_1111111_0000000);
    // compressed-tensors' own example: [1, 2] of 8 bits is 33409
    assertThat(Packing.alongColumns(new byte[] {1, 2}, 1, 2, 8)).containsExactly(33409);
    assertThat(Packing.alongRows(new byte[] {1, 2}, 2, 1, 8)).containsExactly(33409);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void unpacking_gives_the_codes_back(int bits) {
    SplittableRandom random = new SplittableRandom(bits);
    for (int[] shape : new int[][] {{3, 37}, {17, 16}, {1, 1}, {0, 5}, {5, 0}}) {
      byte[] codes = new byte[shape[0] * shape[1]];
      for (int i = 0; i < codes.length; i++) {
        codes[i] = (byte) (random.nextInt(1 << bits) - (1 << (bits - 1)));
      }
      int[] columns = Packing.alongColumns(codes, shape[0], shape[1], bits);
      assertThat(columns).hasSize(shape[0] * Packing.words(shape[1], bits));
      assertThat(Packing.fromColumns(columns, shape[0], shape[1], bits)).isEqualTo(codes);
      int[] rows = Packing.alongRows(codes, shape[0], shape[1], bits);
      assertThat(rows).hasSize(Packing.words(shape[0], bits) * shape[1]);
      assertThat(Packing.fromRows(rows, shape[0], shape[1], bits)).isEqualTo(codes);
    }
  }

  @Test
  void words_that_do_not_fit_the_shape_are_refused() {
    assertThatThrownBy(() -> Packing.fromColumns(new int[3], 2, 8, 4))
        .hasMessage("Cannot unpack 3 words (expected 2)");
    assertThatThrownBy(() -> Packing.perWord(9)).hasMessage("Cannot pack 9 bits (expected 1 to 8)");
  }
}
