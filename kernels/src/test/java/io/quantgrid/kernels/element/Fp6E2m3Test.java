package io.quantgrid.kernels.element;

class Fp6E2m3Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return Fp6E2m3.TYPE;
  }
}
