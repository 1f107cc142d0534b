package io.quantgrid.kernels.element;

class Float32Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return Float32.TYPE;
  }
}
