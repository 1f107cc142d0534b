package io.quantgrid.kernels.block;

import java.util.List;

/** A number format whose values come in blocks with a scale. */
public interface BlockFormat {
  /** The name in configuration: {@code mxfp4}, {@code nvfp4}. */
  String name();

  /** Other names for it. */
  default List<String> aliases() {
    return List.of();
  }

  /** The same as a scheme, e.g. {@code fp4_e2m1/group32/e8m0}. */
  String words();

  /** Values in a whole block. */
  int values();

  /** Bits of a whole block as drawn, its scale included. */
  int bits();

  /** Bits of the number that all blocks of a tensor share; 0 where there is none. */
  default int bitsPerTensor() {
    return 0;
  }

  /** Where it is defined. */
  String source();

  /** {@link #bits} over {@link #values}. */
  default double bitsPerWeight() {
    return (double) bits() / values();
  }
}
