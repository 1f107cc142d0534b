package io.quantgrid.core.checkpoint;

/**
 * A tensor as a file of torch.save describes it: element {@code (i, j)} is the storage's element
 * {@code offset + i * strides[0] + j * strides[1]}.
 *
 * @param shape extents, outermost first
 */
record TorchTensor(
    TorchStorage storage, StoredType type, long offset, long[] shape, long[] strides) {
  /** Elements that a tensor may have beyond its storage's, by strides of 0. */
  private static final long MAX_REPEATED = 1 << 20;

  static final int MAX_RANK = 32;

  /**
   * @throws IllegalArgumentException if it is not within the storage
   */
  TorchTensor {
    if (shape.length != strides.length || shape.length > MAX_RANK) {
      throw new IllegalArgumentException(
          "%d extents with %d strides".formatted(shape.length, strides.length));
    }
    try {
      long held = Math.multiplyExact(storage.bytes(), Byte.SIZE) / type.bits();
      long elements = Shapes.elements(shape);
      long last = elements == 0 ? -1 : offset;
      for (int i = 0; i < shape.length && elements > 0; i++) {
        if (strides[i] < 0) {
          throw new ArithmeticException("negative stride");
        }
        last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
      }
      if (offset < 0 || last >= held || elements > Math.max(held, MAX_REPEATED)) {
        throw new ArithmeticException("outside");
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "shape %s with strides %s from element %d of %d"
              .formatted(Shapes.text(shape), Shapes.text(strides), offset, storage.elements()),
          e);
    }
  }

  long elements() {
    return Shapes.elements(shape);
  }

  /** Whether elements follow one another without gaps, row-major. */
  boolean contiguous() {
    long expected = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      if (shape[i] != 1 && strides[i] != expected) {
        return elements() == 0;
      }
      expected *= shape[i];
    }
    return true;
  }

  /** Bytes of one element. */
  int width() {
    return type.bits() / Byte.SIZE;
  }
}
