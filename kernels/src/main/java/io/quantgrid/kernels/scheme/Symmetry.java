package io.quantgrid.kernels.scheme;

/** Whether codes are centred on zero or carry a zero point. */
public enum Symmetry {
  /**
   * Full range: {@code s = max|x| / ((2^b - 1) / 2)}, codes {@code -2^(b-1) .. 2^(b-1) - 1}, as
   * compressed-tensors.
   */
  SYMMETRIC("sym"),
  /**
   * Restricted range, integers only: {@code s = max|x| / (2^(b-1) - 1)}, codes {@code -(2^(b-1) -
   * 1) .. 2^(b-1) - 1}; nothing clips, one code is not used.
   */
  NARROW("narrow"),
  /** {@code s = (hi - lo) / (2^b - 1)} with a zero point; integers only. */
  ASYMMETRIC("asym");

  private final String text;

  Symmetry(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
