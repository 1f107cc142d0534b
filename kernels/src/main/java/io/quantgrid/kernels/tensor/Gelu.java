package io.quantgrid.kernels.tensor;

/**
 * The two forms of the Gaussian error linear unit that models use (arXiv 1606.08415, section 2).
 */
public enum Gelu {
  /** {@code x (1 + erf(x / sqrt(2))) / 2}. */
  EXACT,
  /** {@code x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2}. */
  TANH
}
