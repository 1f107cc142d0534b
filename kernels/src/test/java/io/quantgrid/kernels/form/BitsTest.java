package io.quantgrid.kernels.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BitsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 8, 9, 12, 13, 16, 24})
  void unpacking_gives_what_was_packed(int bits) {
    for (int count = 0; count < 40; count++) {
      SplittableRandom random = new SplittableRandom(count);
      int[] values = random.ints(count, 0, 1 << bits).toArray();
      byte[] packed = Bits.pack(values, bits);
      assertThat(packed).hasSize((count * bits + 7) / 8);
      assertThat(Bits.unpack(packed, count, bits)).isEqualTo(values);
    }
  }

  @Test
  void numbers_follow_one_another_from_the_lowest_bit() {
    assertThat(Bits.pack(new int[] {0b001, 0b110, 0b101}, 3))
        .containsExactly((byte) 0b01_110_001, (byte) 0b1);
  }

  @Test
  void widths_tell_all_apart() {
    assertThat(new int[] {Bits.width(1), Bits.width(2), Bits.width(3), Bits.width(256)})
        .containsExactly(1, 1, 2, 8);
    assertThat(Bits.width(257)).isEqualTo(9);
  }

  @Test
  void missing_bytes_are_refused() {
    assertThatThrownBy(() -> Bits.unpack(new byte[2], 3, 8))
        .hasMessage("Cannot read 3 numbers of 8 bits from 2 bytes (expected 3)");
  }

  @Test
  void sets_of_another_length_are_refused() {
    BitSet set = BitSet.valueOf(new long[] {0b1010_0000_0001});
    List<StoredArray> arrays = List.of(Bits.array("sparse", set, 17));
    assertThat(arrays.get(0).bytes()).containsExactly((byte) 1, (byte) 0b1010, (byte) 0);
    assertThat(Bits.set(arrays, "sparse", "form", 17)).isEqualTo(set);
    assertThatThrownBy(() -> Bits.set(arrays, "sparse", "form", 25))
        .hasMessage("Cannot read form: sparse of UINT8[3] (expected UINT8[4])");
  }
}
