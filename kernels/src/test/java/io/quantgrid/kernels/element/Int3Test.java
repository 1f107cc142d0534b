package io.quantgrid.kernels.element;

class Int3Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return Int3.TYPE;
  }
}
