package io.quantgrid.kernels.element;

class Int7Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return Int7.TYPE;
  }
}
