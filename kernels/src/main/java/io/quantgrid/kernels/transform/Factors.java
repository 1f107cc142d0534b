package io.quantgrid.kernels.transform;

/**
 * Factors per channel that move size from inputs to weights: inputs are divided, columns of weights
 * multiplied.
 */
public final class Factors {
  /** As llm-compressor; the other end keeps weights from vanishing as it keeps inputs. */
  private static final float SMALLEST = 1e-5f;

  private static final float LARGEST = 1 / SMALLEST;

  /** AWQ's own. */
  private static final float SMALLEST_CANDIDATE = 1e-4f;

  private Factors() {}

  /**
   * {@code inputs^alpha / weights^(1 - alpha)} (SmoothQuant, arXiv 2211.10438, equation 4), within
   * 1e-5 and 1e5. 1 for channels in which either is 0: nothing is known of them.
   *
   * @param inputs size of each channel's inputs: largest magnitude or range, not negative
   * @param weights size of each channel's weights
   * @param alpha how much of the difficulty goes to the weights, 0 to 1
   */
  public static float[] balance(float[] inputs, float[] weights, double alpha) {
    float[] out = new float[inputs.length];
    for (int j = 0; j < out.length; j++) {
      boolean known = inputs[j] > 0 && weights[j] > 0;
      double factor = Math.pow(inputs[j], alpha) / Math.pow(weights[j], 1 - alpha);
      out[j] = known ? (float) Math.max(SMALLEST, Math.min(LARGEST, factor)) : 1;
    }
    return out;
  }

  /**
   * A candidate of AWQ's search (arXiv 2306.00978, equation 5), {@code inputs^ratio}, at least 1e-4
   * and then divided by the root of the product of its extremes.
   *
   * @param inputs mean magnitude of each channel's inputs
   */
  public static float[] awq(float[] inputs, double ratio) {
    float[] out = new float[inputs.length];
    for (int j = 0; j < out.length; j++) {
      out[j] = (float) Math.max(SMALLEST_CANDIDATE, Math.pow(inputs[j], ratio));
    }
    return centered(out);
  }

  /**
   * The same with both sides, as llm-compressor 0.11: {@code inputs^ratio / (weights^(1 - ratio) +
   * 1e-4)}.
   *
   * @param weights mean share of each channel's weights in the largest of their groups
   */
  public static float[] awqDuo(float[] inputs, float[] weights, double ratio) {
    float[] out = new float[inputs.length];
    for (int j = 0; j < out.length; j++) {
      double factor = Math.pow(inputs[j], ratio) / (Math.pow(weights[j], 1 - ratio) + 1e-4);
      out[j] = (float) Math.max(SMALLEST_CANDIDATE, factor);
    }
    return centered(out);
  }

  private static float[] centered(float[] factors) {
    float low = Float.POSITIVE_INFINITY;
    float high = 0;
    for (float factor : factors) {
      low = Math.min(low, factor);
      high = Math.max(high, factor);
    }
    float center = (float) Math.sqrt((double) low * high);
    for (int j = 0; j < factors.length; j++) {
      factors[j] /= center;
    }
    return factors;
  }
}
