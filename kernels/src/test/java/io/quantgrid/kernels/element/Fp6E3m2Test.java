package io.quantgrid.kernels.element;

class Fp6E3m2Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return Fp6E3m2.TYPE;
  }
}
