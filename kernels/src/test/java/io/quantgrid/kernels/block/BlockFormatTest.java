package io.quantgrid.kernels.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.scheme.BlockFormats;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.solve.RoundToNearest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BlockFormatTest {
  static List<BlockFormat> formats() {
    return BlockFormats.all();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void the_bits_drawn_are_the_bits_stored(BlockFormat format) {
    int rows = 256;
    int columns = 512;
    Scheme scheme = BlockFormats.scheme(format);
    QuantizedMatrix matrix =
        RoundToNearest.quantize(new float[rows * columns], rows, columns, scheme, Bfloat16.TYPE);
    long blocks = (long) rows * columns / format.values();
    assertThat(matrix.storedBits()).isEqualTo(blocks * format.bits() + format.bitsPerTensor());
    assertThat(matrix.scales()).hasSize((int) blocks);
  }

  @ParameterizedTest
  @CsvSource({
    "mxfp4, 4.25",
    "mxfp6_e3m2, 6.25",
    "mxfp6_e2m3, 6.25",
    "mxfp8_e4m3, 8.25",
    "mxfp8_e5m2, 8.25",
    "mxint8, 8.25",
    "nvfp4, 4.5",
    "nf4, 4.5",
    "fp4_bnb, 4.5",
    "fp8_block128, 8.0009765625"
  })
  void bits_per_weight_count_the_scale(String name, double bits) {
    assertThat(BlockFormats.named(name).bitsPerWeight()).isEqualTo(bits);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void a_name_and_its_aliases_are_read_as_the_scheme(BlockFormat format) {
    Scheme scheme = SchemeParser.parse(format.words());
    assertThat(SchemeParser.parse(format.name())).isEqualTo(scheme);
    for (String alias : format.aliases()) {
      assertThat(SchemeParser.parse(alias)).isEqualTo(scheme);
      assertThat(BlockFormats.named(alias)).isSameAs(format);
    }
    assertThat(SchemeParser.parse(scheme.canonical())).isEqualTo(scheme);
  }

  @Test
  void an_unknown_name_is_refused_with_a_suggestion() {
    assertThatThrownBy(() -> BlockFormats.named("mxfp5"))
        .hasMessageStartingWith("Cannot find block format: mxfp5 (expected one of mxfp4, ")
        .hasMessageContaining("did you mean mxfp");
  }
}
