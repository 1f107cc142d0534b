package io.quantgrid.kernels.element;

class Int8Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return Int8.TYPE;
  }
}
