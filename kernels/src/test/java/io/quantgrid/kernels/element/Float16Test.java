package io.quantgrid.kernels.element;

class Float16Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return Float16.TYPE;
  }
}
