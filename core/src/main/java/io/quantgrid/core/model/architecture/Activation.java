package io.quantgrid.core.model.architecture;

/** Nonlinear functions of feed-forward parts. */
public enum Activation {
  RELU,
  SILU,
  /** By the error function (arXiv 1606.08415). */
  GELU,
  /** Its approximation by tanh. */
  GELU_TANH;

  /** Whether a positive factor may be moved through it. */
  public boolean isHomogeneous() {
    return this == RELU;
  }
}
