package io.quantgrid.core.model.architecture;

/** Nonlinear functions of feed-forward parts. */
public enum Activation {
  RELU,
  SILU,
  /** By the error function (arXiv 1606.08415). */
  GELU,
  /** Its approximation by tanh. */
  GELU_TANH,
  /**
   * {@code x sigmoid(1.702 x)} of {@code x} up to 7, as a gate of gpt-oss (arXiv 2508.10925): what
   * it multiplies is kept within 7 of 0, plus 1.
   */
  CLAMPED;

  /** Whether a positive factor may be moved through it. */
  public boolean isHomogeneous() {
    return this == RELU;
  }
}
