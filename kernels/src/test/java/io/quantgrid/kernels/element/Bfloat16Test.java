package io.quantgrid.kernels.element;

class Bfloat16Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return Bfloat16.TYPE;
  }
}
