package io.quantgrid.kernels.element;

class Nf4Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return Nf4.TYPE;
  }

  @Override
  float tie(float low, float high) {
    return low;
  }
}
