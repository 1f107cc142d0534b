package io.quantgrid.kernels.check;

import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import java.util.List;
import java.util.Optional;

/**
 * Schemes of a linear layer that some device has a native kernel for.
 *
 * @param activations empty when inputs stay in floating point
 */
public record LowBitPair(Scheme weights, Optional<Scheme> activations) {
  /** One pair for each kind of kernel. */
  public static List<LowBitPair> all() {
    return List.of(
        pair("int8/channel", "int8/token"),
        pair("int4/group128", ""),
        pair("int4/group128/asym", ""),
        pair("int8/channel", ""),
        pair("fp8_e4m3/channel", "fp8_e4m3/token"));
  }

  private static LowBitPair pair(String weights, String activations) {
    return new LowBitPair(
        SchemeParser.parse(weights),
        activations.isEmpty() ? Optional.empty() : Optional.of(SchemeParser.parse(activations)));
  }

  @Override
  public String toString() {
    return weights + activations.map(scheme -> " x " + scheme).orElse("");
  }
}
