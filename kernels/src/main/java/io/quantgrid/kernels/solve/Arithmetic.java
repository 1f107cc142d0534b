package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.FloatType;

/** In which type scales and codes are computed. */
public enum Arithmetic {
  /**
   * In the checkpoint's own type, rounding after every operation, as compressed-tensors does: up to
   * 4 % of the codes differ from those of float32.
   */
  CHECKPOINT("checkpoint"),
  FLOAT32("float32");

  private final String text;

  Arithmetic(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** The type to compute in for weights stored in {@code checkpoint}. */
  public FloatType type(FloatType checkpoint) {
    return this == FLOAT32 ? Float32.TYPE : checkpoint;
  }
}
