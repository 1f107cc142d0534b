package io.quantgrid.kernels.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemeParserTest {

  @ParameterizedTest
  @CsvSource({
    "int4/group128/sym, int4/group128/sym",
    "INT4/Group128, int4/group128/sym",
    "int8/asym/token, int8/token/asym",
    "int3 / group32 / asym, int3/group32/asym",
    "fp8_e4m3/token, fp8_e4m3/token/sym",
    "fp8_e5m2/tensor, fp8_e5m2/tensor/sym",
    "int2/channel, int2/channel/sym",
    "fp8_e4m3/block128X128, fp8_e4m3/block128x128/sym",
    "int4/group32/m1/narrow, int4/group32/narrow/m1",
    "int8/static/percentile99.90/tensor, int8/tensor/sym/percentile99.9/static",
    "mxfp4, fp4_e2m1/group32/sym/e8m0",
    "MXFP4/e8m0-round, fp4_e2m1/group32/sym/e8m0-round",
    "mxfp6, fp6_e2m3/group32/sym/e8m0",
    "mxfp8 / mse, fp8_e4m3/group32/sym/e8m0/mse",
    "mxint8, mxint8/group32/sym/e8m0",
    "mxint8/channel, mxint8/channel/sym",
    "nvfp4/static, fp4_e2m1/group16/sym/scale-fp8_e4m3/static",
    "fp8_block128, fp8_e4m3/block128x128/sym",
    "nf4, nf4/group64/sym/scale-float32",
    "nf4/group32, nf4/group32/sym",
    "nf4/scale-float16, nf4/group64/sym/scale-float16",
    "fp8_e4m3/mse/scale-float16/plain/channel, fp8_e4m3/channel/sym/scale-float16/mse"
  })
  void a_scheme_is_read_and_written_in_one_order(String text, String canonical) {
    assertThat(SchemeParser.parse(text).canonical()).isEqualTo(canonical);
    assertThat(SchemeParser.parse(canonical)).isEqualTo(SchemeParser.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int4 | at position 5: nothing (expected a granularity",
        "int9/group32 | at position 1: int9 (expected an element type: fp8_e4m3, fp8_e5m2, fp6",
        "e8m0/group32 | Cannot quantize to e8m0 (expected a type with negative values",
        "itn4/group32 | did you mean int4?",
        "mxpf4 | ; or a block format: mxfp4, mxfp6_e3m2, mxfp6_e2m3, mxfp6, mxfp8_e4m3, mxfp8,",
        "mxpf4 | did you mean mxfp4?",
        "mxfp4/group16 | at position 7: group16 (expected no granularity, but that of mxfp4: group32",
        "ternary/channel/asym | Cannot quantize ternary asymmetrically (expected int2 to int8",
        "int8/channel/asym/absmean | Cannot quantize asymmetrically with absmean scales",
        "ternary/channel/mse | Cannot quantize with absmean scales clipped by mse",
        "binary/group32/plain | Cannot quantize to binary with plain scales (expected absmean",
        "int8/group32/scale-e8m0 | e8m0 scales come with a rule",
        "int8/group32/scale-fp4_e2m1 | Cannot quantize with scales in fp4_e2m1",
        "int4/grup128 | at position 6: grup128 (expected tensor, channel, token, group<N>,"
            + " block<R>x<C>, sym",
        "int4/grup128 | static or dynamic; did you mean group128?)",
        "int4/group128/m1/pow2 | at position 18: pow2 (expected one scale rule, not also m1)",
        "int8/token/static | Cannot quantize statically per token (expected tensor",
        "int8/tensor/percentile0 | at position 13: percentile0",
        "int4/group0 | at position 6: group0",
        "int4/group | at position 6: group",
        "int4/group99999999999 | at position 6",
        "int4/group128/tensor | at position 15: tensor (expected one granularity, not also group128",
        "int4/group128/sym/asym | at position 19: asym (expected one symmetry, not also sym)",
        "int4//sym | at position 6: nothing",
        "fp8_e4m3/token/asym | Cannot quantize fp8_e4m3 asymmetrically",
        "bfloat16/channel | Cannot quantize to bfloat16 (expected at most 8 bits",
        "'' | at position 1: nothing (expected an element type"
      })
  void a_mistake_is_named_with_its_place(String text, String message) {
    assertThatThrownBy(() -> SchemeParser.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read scheme " + text)
        .hasMessageContaining(message);
  }

  @Test
  void a_group_is_the_largest_divisor_of_the_row_up_to_its_size() {
    Granularity group = new Granularity.Group(128);
    assertThat(group.groupSize(4096)).isEqualTo(128);
    assertThat(group.groupSize(576)).isEqualTo(96);
    assertThat(group.groupSize(64)).isEqualTo(64);
    assertThat(group.groupSize(131)).isEqualTo(1);
    assertThat(new Granularity.PerChannel().groupSize(131)).isEqualTo(131);
  }
}
