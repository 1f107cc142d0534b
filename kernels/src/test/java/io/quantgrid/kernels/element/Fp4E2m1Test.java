package io.quantgrid.kernels.element;

class Fp4E2m1Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return Fp4E2m1.TYPE;
  }
}
