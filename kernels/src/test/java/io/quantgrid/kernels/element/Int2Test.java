package io.quantgrid.kernels.element;

class Int2Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return Int2.TYPE;
  }
}
