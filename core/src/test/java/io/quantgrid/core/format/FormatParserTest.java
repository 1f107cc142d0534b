package io.quantgrid.core.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatParserTest {

  @ParameterizedTest
  @CsvSource({
    "baseline, none, none, none",
    "W8A8-FP, fp8_e4m3/channel/sym, fp8_e4m3/token/sym, none",
    "w8a8-int, int8/channel/sym, int8/token/sym, none",
    "w8a8, int8/channel/sym, int8/token/sym, none",
    "w8a8-int-g128, int8/group128/sym, int8/token/sym, none",
    "w8a16, int8/group128/sym, none, none",
    "w8a16-fp, fp8_e4m3/channel/sym, none, none",
    "w8a16-int-channel, int8/channel/sym, none, none",
    "w4a16, int4/group128/sym, none, none",
    "w4, int4/group128/sym, none, none",
    "w4a16-int-g32, int4/group32/sym, none, none",
    "w4a16-int-g128-asym, int4/group128/asym, none, none",
    "w4a8, int4/group128/sym, fp8_e4m3/token/sym, none",
    "w4a8-int, int4/group128/sym, int8/token/sym, none",
    "w3, int3/group128/asym, none, none",
    "w2-g32, int2/group32/asym, none, none",
    "w16a8-int, none, int8/token/sym, none",
    "kv8, none, none, int8/token/asym",
    "KV3, none, none, int3/token/asym",
    "kv8-fp, none, none, fp8_e4m3/token/sym",
    "w4a16-kv8, int4/group128/sym, none, int8/token/asym",
    "w8a8-fp-kv4-sym, fp8_e4m3/channel/sym, fp8_e4m3/token/sym, int4/token/sym",
    "w5, int5/group128/sym, none, none",
    "w6-asym, int6/group128/asym, none, none",
    "W7a16, int7/group128/sym, none, none",
    "w4a16-fp, fp4_e2m1/group128/sym, none, none",
    "w6a16-fp, fp6_e2m3/group128/sym, none, none",
    "w4a8-fp4, fp4_e2m1/group128/sym, fp8_e4m3/token/sym, none",
    "w4a8-fp4-m1, fp4_e2m1/group128/sym/m1, fp8_e4m3/token/sym, none",
    "w4a8-fp4-m2-g32, fp4_e2m1/group32/sym/m2, fp8_e4m3/token/sym, none",
    "w8a8-int-narrow, int8/channel/narrow, int8/token/sym, none",
    "w8a8-int-static, int8/channel/sym, int8/tensor/sym/static, none",
    "w8a8-fp-static, fp8_e4m3/tensor/sym, fp8_e4m3/tensor/sym/static, none",
    "FP8, fp8_e4m3/tensor/sym, fp8_e4m3/tensor/sym/static, none",
    "FP8_DYNAMIC, fp8_e4m3/channel/sym, fp8_e4m3/token/sym, none",
    "w8a8-fp-block128, fp8_e4m3/block128x128/sym, fp8_e4m3/group128/sym, none",
    "FP8_BLOCK, fp8_e4m3/block128x128/sym, fp8_e4m3/group128/sym, none",
    "INT8, int8/channel/sym, int8/token/sym, none",
    "W4AFP8, int4/group128/sym, fp8_e4m3/token/sym, none",
    "W4A16_ASYM, int4/group128/asym, none, none",
    "NVFP4A16, fp4_e2m1/group16/sym/scale-fp8_e4m3, none, none",
    "nvfp4, fp4_e2m1/group16/sym/scale-fp8_e4m3,"
        + " fp4_e2m1/group16/sym/scale-fp8_e4m3/static, none",
    "nvfp4-dynamic, fp4_e2m1/group16/sym/scale-fp8_e4m3,"
        + " fp4_e2m1/group16/sym/scale-fp8_e4m3, none",
    "MXFP4, fp4_e2m1/group32/sym/e8m0-round, fp4_e2m1/group32/sym/e8m0-round, none",
    "mxfp8a16, fp8_e4m3/group32/sym/e8m0-round, none, none",
    "mxfp6, fp6_e2m3/group32/sym/e8m0, fp6_e2m3/group32/sym/e8m0, none",
    "nf4, nf4/group64/sym/scale-float32, none, none",
    "ternary, ternary/tensor/sym, none, none",
    "w1.58, ternary/tensor/sym, none, none",
    "w1.58a8-channel, ternary/channel/sym, int8/token/sym, none",
    "w1, binary/channel/sym, none, none",
    "mxfp4a16-kv8, fp4_e2m1/group32/sym/e8m0-round, none, int8/token/asym",
    "kv-mxfp8, none, none, fp8_e4m3/group32/sym/e8m0-round",
    "w4a16-kv-nvfp4, int4/group128/sym, none, fp4_e2m1/group16/sym/scale-fp8_e4m3",
    "kv4-fp, none, none, fp4_e2m1/token/sym",
    "kv6, none, none, int6/token/asym",
    "kv2-kivi, none, none, int2/kivi/group32/residual128",
    "w4a16-KV4-kivi-g64-residual256, int4/group128/sym, none, int4/kivi/group64/residual256"
  })
  void a_name_says_the_schemes(String name, String weights, String activations, String kv) {
    Format format = FormatParser.parse(name);
    assertThat(format.canonical())
        .isEqualTo(
            "weights=%s,activations=%s,kv=%s,keep=embeddings+lm_head", weights, activations, kv);
    assertThat(format.name()).isEqualTo(name.toLowerCase(java.util.Locale.ROOT));
  }

  @Test
  void every_suggested_name_is_understood() {
    for (String name : FormatParser.names()) {
      assertThat(FormatParser.parse(name).name()).isEqualTo(name);
    }
  }

  @Test
  void equivalent_names_have_one_canonical_form() {
    assertThat(FormatParser.parse("w4a16").canonical())
        .isEqualTo(FormatParser.parse("W4A16-INT-G128").canonical());
    Format spelled =
        FormatParser.explicit(
            "mine",
            Optional.of("INT4/group128"),
            Optional.of("none"),
            Optional.empty(),
            Optional.of(List.of("lm_head", "embeddings")));
    assertThat(spelled.canonical()).isEqualTo(FormatParser.parse("w4a16").canonical());
    assertThat(spelled.name()).isEqualTo("mine");
  }

  @Test
  void what_stays_matters_only_where_linear_layers_are_quantized() {
    Format kv =
        FormatParser.explicit(
            "x", Optional.empty(), Optional.empty(), Optional.of("int4/token/asym"), keep());
    assertThat(kv.canonical()).isEqualTo(FormatParser.parse("kv4").canonical());
    Format weights =
        FormatParser.explicit(
            "x", Optional.of("int4/group128"), Optional.empty(), Optional.empty(), keep());
    assertThat(weights.canonical()).endsWith(",keep=");
  }

  private static Optional<List<String>> keep() {
    return Optional.of(List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "w4a61 | int of 61 bits (expected 2, 3, 4, 5, 6, 7, 8 bits); did you mean w4a16?",
        "w9a16 | int of 9 bits (expected 2, 3, 4, 5, 6, 7, 8 bits)",
        "w5a16-fp | fp of 5 bits (expected 4, 6, 8 bits)",
        "w8a8-fp4 | fp4 of 8 bits (expected fp8)",
        "nvpf4 | nvpf4 (expected baseline, w<bits>a<bits>..., kv<bits>..., or one of nvfp4,",
        "nvpf4 | did you mean nvfp4?",
        "fp8_dynamc | did you mean fp8_dynamic?",
        "kv-mxfp5 | kv-mxfp5 (expected kv<bits> or kv- and one of mxfp4,",
        "kv2-kivi-asym | Cannot read KV scheme int2/kivi/asym (expected group<N> and residual<N>",
        "kv2-kivi-g48 | residual of 128 in a KV cache (expected a multiple of the group's 48)",
        "kv16-kivi | int of 16 bits",
        "kv8-static | static KV entries (expected static beside activations",
        "w4a16-static | static weights (expected static beside activations",
        "w16a8-static | without weights (expected weights too",
        "w16a16 | it quantizes nothing",
        "kv16 | int of 16 bits",
        "basline | basline (expected baseline, w<bits>a<bits>..., kv<bits>..., or one of nvfp4,",
        "w4a16-int-g0 | g0 (expected int, fp, fp4, fp6, fp8, g<size>, block<size>, channel, tensor, sym,",
        "w4a16--g32 | nothing (expected int",
        "w4a16-g32-g64 | g64 (expected one option of its kind",
        "w8a8-fp-asym | Cannot quantize fp8_e4m3 asymmetrically",
        "kv4-tensor | kv int4/tensor/asym (expected token or group<N>",
        "w99999999999 | bits (expected 2, 3, 4, 5, 6, 7, 8 bits)",
        "'' | (expected baseline"
      })
  void a_mistake_is_named(String name, String message) {
    assertThatThrownBy(() -> FormatParser.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read format " + name + ": ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int4/token | none | none | weights int4/token/sym (expected tensor, channel, group<N> or",
        "none | int8/tensor | none | activations int8/tensor/sym (expected token or group<N>",
        "none | int8/channel | none | activations int8/channel/sym (expected token or group<N>",
        "int4/tensor | int8/token/m2-tensor | none | activations int8/token/sym/m2-tensor (expected m2",
        "int4/tensor | int8/block4x4 | none | activations int8/block4x4/sym (expected token or",
        "none | int8/tensor/static | none | without weights (expected weights too",
        "none | none | int8/tensor/static | kv int8/tensor/sym/static (expected dynamic",
        "int8/tensor/static | none | none | weights int8/tensor/sym/static (expected no timing",
        "none | none | int4/channel | kv int4/channel/sym (expected token or group<N>",
        "int4/grup | none | none | weights: Cannot read scheme int4/grup at position 6",
        "none | none | none | it quantizes nothing"
      })
  void a_scheme_in_the_wrong_place_is_named(String weights, String act, String kv, String message) {
    assertThatThrownBy(
            () ->
                FormatParser.explicit(
                    "mine", Optional.of(weights), Optional.of(act), Optional.of(kv), keep()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot define format mine")
        .hasMessageContaining(message);
  }

  @Test
  void names_and_kept_modules_are_checked() {
    assertThatThrownBy(
            () ->
                FormatParser.explicit(
                    "mine",
                    Optional.of("int4/channel"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(List.of("lm head"))))
        .hasMessage(
            "Cannot define format mine, keep: lm head (expected lm_head, embeddings or dotted"
                + " parts of module names)");
    for (String name : List.of(" ", "Baseline")) {
      assertThatThrownBy(
              () ->
                  FormatParser.explicit(
                      name,
                      Optional.of("int4/channel"),
                      Optional.empty(),
                      Optional.empty(),
                      keep()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
