package io.quantgrid.kernels.element;

class Int5Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return Int5.TYPE;
  }
}
