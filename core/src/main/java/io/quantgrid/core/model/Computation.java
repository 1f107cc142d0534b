package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Timing;
import io.quantgrid.kernels.tensor.DType;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a model does with its weights.
 *
 * @param dtype what is not quantized computes in this
 * @param activations what the input of every quantized linear layer goes through, per token, in
 *     groups, or under a scale from calibration; the head's does not
 * @param kv what keys (after the rotary embedding) and values go through, with and without a cache
 * @param quantized whether the input of a layer is among those that are quantized, by the name of
 *     its weight; layers that share their input (query, key and value; gate and up) are all or none
 * @param compute native: in few bits wherever the engine can
 */
public record Computation(
    DType dtype,
    Optional<Scheme> activations,
    Optional<KvScheme> kv,
    Predicate<String> quantized,
    Compute compute) {
  /**
   * @throws ModelException when a scheme's scales would depend on other tokens
   */
  public Computation {
    activations.ifPresent(scheme -> checkPerToken("activations", scheme));
    if (kv.isPresent() && kv.get() instanceof KvScheme.Immediate immediate) {
      checkPerToken("KV entries", immediate.scheme());
    }
  }

  /** Nothing is quantized but, perhaps, weights. */
  public static Computation in(DType dtype) {
    return new Computation(
        dtype, Optional.empty(), Optional.empty(), name -> true, Compute.SIMULATED);
  }

  private static void checkPerToken(String what, Scheme scheme) {
    Granularity granularity = scheme.granularity();
    boolean ownRow =
        granularity instanceof Granularity.PerToken || granularity instanceof Granularity.Group;
    if (!ownRow && scheme.timing() != Timing.STATIC) {
      throw new ModelException(
          "Cannot quantize %s as %s: its scales would depend on other tokens (expected token or groupN)"
              .formatted(what, scheme.canonical()));
    }
  }
}
