package io.quantgrid.core.format;

import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Formats with names of their own: block formats, codebooks and the presets of compressed-tensors
 * 0.16 under the names they have there. A name without a16 quantizes activations too, where
 * hardware multiplies such pairs.
 */
final class FormatPresets {
  private static final String NVFP4 = "nvfp4";
  private static final String MXFP4 = "mxfp4/e8m0-round";
  private static final String MXFP8 = "mxfp8_e4m3/e8m0-round";
  private static final String MXFP6 = "mxfp6_e2m3";
  private static final String MXFP6_E3M2 = "mxfp6_e3m2";
  private static final String MXINT8 = "mxint8";
  private static final String NF4 = "nf4";
  private static final String FP8_TOKEN = "fp8_e4m3/token";
  private static final String INT8_TOKEN = "int8/token";
  private static final String NONE = "";

  private static final Map<String, Preset> ALL = new LinkedHashMap<>();
  private static final Map<String, String> BLOCKS = new LinkedHashMap<>();

  /** Schemes of weights and activations. */
  record Preset(Optional<Scheme> weights, Optional<Scheme> activations) {}

  static {
    both("nvfp4", NVFP4, NVFP4 + "/static");
    both("nvfp4-dynamic", NVFP4, NVFP4);
    both("nvfp4a16", NVFP4, NONE);
    both("mxfp4", MXFP4, MXFP4);
    both("mxfp4a16", MXFP4, NONE);
    both("mxfp4a8", MXFP4, MXFP8);
    both("mxfp6", MXFP6, MXFP6);
    both("mxfp6a16", MXFP6, NONE);
    both("mxfp6_e3m2", MXFP6_E3M2, MXFP6_E3M2);
    both("mxfp8", MXFP8, MXFP8);
    both("mxfp8a16", MXFP8, NONE);
    both("mxint8", MXINT8, MXINT8);
    both("mxint8a16", MXINT8, NONE);
    both("nf4", NF4, NONE);
    both("fp4_bnb", "fp4_bnb", NONE);
    both("ternary", "ternary/tensor", NONE);
    both("binary", "binary/channel", NONE);
    both("fp8", "fp8_e4m3/tensor", "fp8_e4m3/tensor/static");
    both("fp8_dynamic", "fp8_e4m3/channel", FP8_TOKEN);
    both("fp8_block", "fp8_block128", "fp8_e4m3/group128");
    both("int8", "int8/channel", INT8_TOKEN);
    both("w4a16_asym", "int4/group128/asym", NONE);
    both("w4afp8", "int4/group128", FP8_TOKEN);
    BLOCKS.put("mxfp4", MXFP4);
    BLOCKS.put("mxfp6", MXFP6);
    BLOCKS.put("mxfp8", MXFP8);
    BLOCKS.put("mxint8", MXINT8);
    BLOCKS.put("nvfp4", NVFP4);
    BLOCKS.put("nf4", NF4);
  }

  private FormatPresets() {}

  private static void both(String name, String weights, String activations) {
    ALL.put(name, new Preset(scheme(weights), scheme(activations)));
  }

  private static Optional<Scheme> scheme(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(SchemeParser.parse(text));
  }

  /** In lower case. */
  static Collection<String> names() {
    return ALL.keySet();
  }

  static Optional<Preset> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /** Names that may follow {@code kv-}. */
  static Collection<String> blocks() {
    return BLOCKS.keySet();
  }

  /** The scheme of KV entries under such a name. */
  static Optional<Scheme> block(String name) {
    return Optional.ofNullable(BLOCKS.get(name)).map(SchemeParser::parse);
  }
}
