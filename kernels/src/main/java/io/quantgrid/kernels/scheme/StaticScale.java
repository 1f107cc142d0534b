package io.quantgrid.kernels.scheme;

/**
 * What calibration found for a static scheme.
 *
 * @param scale of the whole tensor; of a two-level scheme the number G that divides its scales
 * @param zeroPoint 0 unless asymmetric
 */
public record StaticScale(float scale, int zeroPoint) {
  public StaticScale {
    if (!(scale > 0 && Float.isFinite(scale))) {
      throw new IllegalArgumentException(
          "Cannot quantize by static scale " + scale + " (expected a finite number above 0)");
    }
  }
}
