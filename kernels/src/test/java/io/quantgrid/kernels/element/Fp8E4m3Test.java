package io.quantgrid.kernels.element;

class Fp8E4m3Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return Fp8E4m3.TYPE;
  }
}
