package io.quantgrid.core.format;

import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Timing;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The schemes of a model's weights, activations and KV cache together, under the name the user
 * gave.
 *
 * @param keep module names that stay at full precision: {@code lm_head}, {@code embeddings}
 * @param layers what the weights of some modules are quantized to instead, the first rule that
 *     matches a module; with quantized weights only
 */
public record Format(
    String name,
    Optional<Scheme> weights,
    Optional<Scheme> activations,
    Optional<KvScheme> kv,
    SortedSet<String> keep,
    List<LayerScheme> layers) {

  public Format {
    keep = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(keep));
    layers = List.copyOf(layers);
  }

  /** The same scheme for all weights. */
  public Format(
      String name,
      Optional<Scheme> weights,
      Optional<Scheme> activations,
      Optional<KvScheme> kv,
      SortedSet<String> keep) {
    this(name, weights, activations, kv, keep, List.of());
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

  /** The rules for single layers in their order, {@code *.down_proj=int8/channel/sym;...}. */
  public String layersText() {
    return layers.stream()
        .map(layer -> layer.pattern() + "=" + layer.text())
        .collect(Collectors.joining(";"));
  }

  /** All parameters in a fixed order; equal for formats that compute the same. */
  public String canonical() {
    return "weights="
        + weights.map(Scheme::canonical).orElse("none")
        + ",activations="
        + activations.map(Scheme::canonical).orElse("none")
        + ",kv="
        + kv.map(KvScheme::canonical).orElse("none")
        + ",keep="
        + String.join("+", keep)
        + (layers.isEmpty() ? "" : ",layers=" + layersText());
  }
}
