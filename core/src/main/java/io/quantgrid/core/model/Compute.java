package io.quantgrid.core.model;

/** How the arithmetic of a quantized model is done. */
public enum Compute {
  /** As the format says: low-bit products, on weights that are in few bits in memory. */
  NATIVE("native"),
  /** Quantized, dequantized, and computed in floating point. */
  SIMULATED("simulated");

  private final String text;

  Compute(String text) {
    this.text = text;
  }

  /** The text in sweeps and rows. */
  public String text() {
    return text;
  }
}
