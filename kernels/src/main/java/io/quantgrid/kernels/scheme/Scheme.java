package io.quantgrid.kernels.scheme;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.FloatType;

/**
 * How one tensor is quantized. Scales are plain: the largest magnitude maps to the largest code.
 */
public record Scheme(ElementType element, Granularity granularity, Symmetry symmetry) {
  /** Wider types are stored as they are, without scales. */
  private static final int WIDEST = 8;

  public Scheme {
    if (element.bits() > WIDEST) {
      throw new IllegalArgumentException(
          "Cannot quantize to "
              + element.name()
              + " (expected at most "
              + WIDEST
              + " bits; leave the scheme out for full precision)");
    }
    if (element instanceof FloatType && symmetry == Symmetry.ASYMMETRIC) {
      throw new IllegalArgumentException(
          "Cannot quantize "
              + element.name()
              + " asymmetrically (expected an integer type, or sym)");
    }
  }

  /** All parameters in a fixed order, e.g. {@code int4/group128/sym}: what ids and tables carry. */
  public String canonical() {
    return element.name() + "/" + granularity.text() + "/" + symmetry.text();
  }

  @Override
  public String toString() {
    return canonical();
  }
}
