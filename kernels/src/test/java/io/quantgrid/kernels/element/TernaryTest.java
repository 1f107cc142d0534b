package io.quantgrid.kernels.element;

class TernaryTest extends ElementTypeContract {
  @Override
  ElementType type() {
    return Ternary.TYPE;
  }

  @Override
  int count() {
    return 3;
  }
}
