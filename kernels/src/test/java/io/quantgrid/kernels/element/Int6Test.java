package io.quantgrid.kernels.element;

class Int6Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return Int6.TYPE;
  }
}
