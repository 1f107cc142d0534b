package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.DType;

/** A float32 tensor as rows of its last dimension, read into Java arrays and written from them. */
final class Rows {
  private final Memory memory;
  private final Layout layout;
  private final int width;
  private final long count;

  Rows(Memory memory, Layout layout) {
    this.memory = memory;
    this.layout = layout;
    this.width = layout.width();
    this.count = width == 0 ? 0 : layout.rows();
  }

  static Rows of(Nd4jTensor x) {
    return new Rows(x.memory(), x.layout());
  }

  /** Rows; none when they are empty. */
  long count() {
    return count;
  }

  int width() {
    return width;
  }

  void read(long row, float[] into) {
    Cells.read(memory, DType.FLOAT32, layout.row(row), layout.step(), into, width);
  }

  /** Only where entries of a row follow one another. */
  void write(long row, float[] from) {
    Cells.write(memory, DType.FLOAT32, layout.row(row), from, width);
  }
}
