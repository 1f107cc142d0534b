package io.quantgrid.core.model;

import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Models by configuration. */
public final class Models {
  private Models() {}

  /**
   * Loads a model: weights are copied to the engine in the type {@code compute}, which everything
   * computes in.
   *
   * @param activations what the input of every quantized linear layer goes through, per token or in
   *     groups; the head's does not
   * @param kv what keys (after the rotary embedding) and values go through, per token and head or
   *     in groups, with and without a cache
   * @throws ModelException when a weight is missing or has another shape than the configuration
   *     says, or when a scheme's scales would depend on other tokens
   */
  public static CausalModel load(
      Engine engine,
      ModelConfig config,
      WeightSource weights,
      DType compute,
      Optional<Scheme> activations,
      Optional<Scheme> kv) {
    return load(engine, config, weights, compute, activations, kv, name -> true);
  }

  /**
   * As {@link #load(Engine, ModelConfig, WeightSource, DType, Optional, Optional)}, but only the
   * inputs of some linear layers go through the activations' scheme.
   *
   * @param quantized whether a layer is among them, by the name of its weight; layers that share
   *     their input (query, key and value; gate and up) are all or none
   */
  public static CausalModel load(
      Engine engine,
      ModelConfig config,
      WeightSource weights,
      DType compute,
      Optional<Scheme> activations,
      Optional<Scheme> kv,
      Predicate<String> quantized) {
    activations.ifPresent(scheme -> checkPerToken("activations", scheme));
    kv.ifPresent(scheme -> checkPerToken("KV entries", scheme));
    try (Loader loader = new Loader(engine, weights, compute, activations, kv, quantized)) {
      CausalModel model = family(config).load(config, loader);
      loader.handOver();
      return model;
    }
  }

  /** Names of the matrices that a weight format quantizes, in order of computation. */
  public static List<String> linearWeights(ModelConfig config) {
    return family(config).linearWeights(config);
  }

  private static Family family(ModelConfig config) {
    return Families.find(config.family())
        .orElseThrow(
            () ->
                new ModelException(
                    "Cannot compute model family: %s (expected one of %s)"
                        .formatted(config.family(), Families.names())));
  }

  private static void checkPerToken(String what, Scheme scheme) {
    Granularity granularity = scheme.granularity();
    boolean ownRow =
        granularity instanceof Granularity.PerToken || granularity instanceof Granularity.Group;
    if (!ownRow) {
      throw new ModelException(
          "Cannot quantize %s as %s: its scales would depend on other tokens (expected token or groupN)"
              .formatted(what, scheme.canonical()));
    }
  }
}
