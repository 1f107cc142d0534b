package io.quantgrid.kernels.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvSchemeTest {
  @ParameterizedTest
  @CsvSource({
    "int8/token/asym, int8/token/asym",
    "mxfp8, fp8_e4m3/group32/sym/e8m0",
    "int2/kivi, int2/kivi/group32/residual128",
    "INT4/kivi/residual256/group64, int4/kivi/group64/residual256",
    "keys:int4/channel/asym+values:int4/group32/asym+residual128, int4/kivi/group32/residual128",
    "keys:int4/channel+values:int4/token, keys:int4/channel/sym+values:int4/token/sym+group32+residual32",
    "keys:fp8_e4m3/channel+values:int2/group16/asym+group8+residual64,"
        + " keys:fp8_e4m3/channel/sym+values:int2/group16/asym+group8+residual64",
  })
  void its_text_says_all_and_is_read_again(String text, String canonical) {
    KvScheme scheme = KvScheme.parse(text);
    assertThat(scheme.canonical()).isEqualTo(canonical);
    assertThat(KvScheme.parse(canonical)).isEqualTo(scheme);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kivi | expected an element type, then kivi once",
        "int2/kivi/kivi | expected an element type, then kivi once",
        "int2/kivi/group32/group64 | each once at most, not group64",
        "int2/kivi/asym | expected group<N> and residual<N>",
        "int2/kivi/group48 | residual of 128 in a KV cache (expected a multiple of the group's 48)",
        "fp8_e4m3/kivi | Cannot quantize fp8_e4m3 asymmetrically",
        "int17/kivi | int17 (expected an element type",
        "keys:int4/channel | expected keys:SCHEME+values:SCHEME",
        "keys:int4/token+values:int4/token | keys int4/token/sym in a KV cache (expected channel",
        "keys:int4/channel+values:int4/channel | values int4/channel/sym in a KV cache (expected token",
        "keys:fp4_e2m1/channel/m2+values:int4/token | expected a rule that looks at one group alone",
      })
  void what_makes_no_sense_is_named(String text, String message) {
    assertThatThrownBy(() -> KvScheme.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void the_last_tokens_are_at_full_precision() {
    Kivi kivi = (Kivi) KvScheme.parse("int2/kivi");
    assertThat(kivi.quantizedKeys(126)).isZero();
    assertThat(kivi.quantizedKeys(127)).isEqualTo(128);
    assertThat(kivi.quantizedKeys(254)).isEqualTo(128);
    assertThat(kivi.quantizedKeys(255)).isEqualTo(256);
    assertThat(kivi.quantizedValues(127)).isZero();
    assertThat(kivi.quantizedValues(128)).isEqualTo(1);
    assertThat(kivi.quantizedValues(300)).isEqualTo(173);
  }
}
