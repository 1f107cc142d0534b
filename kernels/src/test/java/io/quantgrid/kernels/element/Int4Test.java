package io.quantgrid.kernels.element;

class Int4Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return Int4.TYPE;
  }
}
