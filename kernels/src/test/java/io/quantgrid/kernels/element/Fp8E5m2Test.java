package io.quantgrid.kernels.element;

class Fp8E5m2Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return Fp8E5m2.TYPE;
  }
}
