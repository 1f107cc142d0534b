package io.quantgrid.core.quantize;

import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Timing;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The schemes of a model's weights, activations and KV cache together, under the name the user
 * gave.
 *
 * @param keep module names that stay at full precision: {@code lm_head}, {@code embeddings}
 */
public record Format(
    String name,
    Optional<Scheme> weights,
    Optional<Scheme> activations,
    Optional<Scheme> kv,
    SortedSet<String> keep) {

  public Format {
    keep = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(keep));
  }

  /** Nothing is quantized: what every other variant is compared with. */
  public static Format baseline() {
    return new Format(
        "baseline", Optional.empty(), Optional.empty(), Optional.empty(), defaultKeep());
  }

  public static SortedSet<String> defaultKeep() {
    return new TreeSet<>(java.util.List.of("embeddings", "lm_head"));
  }

  public boolean isBaseline() {
    return weights.isEmpty() && activations.isEmpty() && kv.isEmpty();
  }

  /** Whether the scales of activations come from texts that are run beforehand. */
  public boolean needsCalibration() {
    return activations.filter(scheme -> scheme.timing() == Timing.STATIC).isPresent();
  }

  /** All parameters in a fixed order; equal for formats that compute the same. */
  public String canonical() {
    return "weights="
        + weights.map(Scheme::canonical).orElse("none")
        + ",activations="
        + activations.map(Scheme::canonical).orElse("none")
        + ",kv="
        + kv.map(Scheme::canonical).orElse("none")
        + ",keep="
        + String.join("+", keep);
  }
}
