package io.quantgrid.kernels.element;

class Fp4BnbTest extends ElementTypeContract {
  @Override
  ElementType type() {
    return Fp4Bnb.TYPE;
  }

  @Override
  int count() {
    return 15; // the zero has two codes
  }

  @Override
  float tie(float low, float high) {
    return low;
  }
}
