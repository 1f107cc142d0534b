package io.quantgrid.kernels.scheme;

import io.quantgrid.kernels.element.CodebookType;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.IntegerType;
import java.util.Optional;

/** Which layout the codes of an element type are stored in. */
public final class ByteLayouts {
  private ByteLayouts() {}

  /**
   * The layout of types below 8 bits that are stored in bytes; empty for those of 8 bits, one code
   * a byte, and for integers of 2 to 7 bits, which {@link Packing} stores in words.
   */
  public static Optional<ByteLayout> of(ElementType element) {
    int bits = element.bits();
    if (element instanceof CodebookType && bits == HighNibbles.BITS) {
      return Optional.of(new HighNibbles());
    } else if (element instanceof FloatType && bits == LowNibbles.BITS) {
      return Optional.of(new LowNibbles());
    } else if (element instanceof FloatType && bits < Byte.SIZE) {
      return Optional.of(BitStream.raw(bits));
    } else if (element instanceof IntegerType && element.smallest() == -1) {
      return Optional.of(bits == 1 ? new SignBytes() : new TernaryBytes());
    }
    return Optional.empty();
  }

  /** Bits that a matrix of codes takes as stored, padding included. */
  public static long bits(ElementType element, int rows, int columns) {
    Optional<ByteLayout> layout = of(element);
    if (layout.isPresent()) {
      return layout.get().bytes(rows, columns) * Byte.SIZE;
    } else if (element.bits() < Byte.SIZE) {
      return (long) rows * Packing.words(columns, element.bits()) * Integer.SIZE;
    }
    return (long) rows * columns * element.bits();
  }

  static void requireCount(String action, String what, int length, long expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          "Cannot " + action + " " + length + " " + what + " (expected " + expected + ")");
    }
  }
}
