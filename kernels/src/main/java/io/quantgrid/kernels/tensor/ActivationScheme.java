package io.quantgrid.kernels.tensor;

import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.scheme.Timing;
import java.util.Optional;

/**
 * How the input of a linear layer is quantized.
 *
 * @param fixed what calibration found, if the scheme is static
 */
public record ActivationScheme(Scheme scheme, Optional<StaticScale> fixed) {
  public ActivationScheme {
    if (fixed.isPresent() != (scheme.timing() == Timing.STATIC)) {
      throw new IllegalArgumentException(
          "Cannot quantize activations as "
              + scheme
              + (fixed.isPresent()
                  ? " with a static scale (expected none)"
                  : " without a static scale (expected one from calibration)"));
    }
  }

  /** A scheme whose scales come from the values themselves. */
  public static ActivationScheme dynamic(Scheme scheme) {
    return new ActivationScheme(scheme, Optional.empty());
  }
}
