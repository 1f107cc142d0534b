package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;

/**
 * G of two-level schemes, which divides their scales: {@code G = A(A(1 / amax) * (largest scale *
 * half the range of codes))}, the recipe of compressed-tensors 0.16 ({@code generate_gparam}), 2688
 * = 448 * 6 for NVFP4. Rounded to {@code A}, the arithmetic, but to float32 for float16, whose
 * range is too small. A tensor of zeros has 1; where G overflows it is the largest number.
 */
public final class TensorScale {
  private TensorScale() {}

  /**
   * G of a tensor, or of several that share it (query, key and value; gate and up).
   *
   * @param largest the largest magnitude in them
   * @param scheme two-level
   * @param arithmetic float32, bfloat16 or float16
   */
  public static float of(float largest, Scheme scheme, FloatType arithmetic) {
    if (largest == 0) {
      return 1;
    }
    FloatType type = arithmetic == Float16.TYPE ? Float32.TYPE : arithmetic;
    Recipe recipe = Recipe.of(scheme, arithmetic, 1);
    float range = recipe.scales().largest() * recipe.halfRange();
    return Math.min(type.largest(), type.round(type.round(1 / largest) * range));
  }
}
