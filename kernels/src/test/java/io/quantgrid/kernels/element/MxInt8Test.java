package io.quantgrid.kernels.element;

class MxInt8Test extends ElementTypeContract {
  @Override
  ElementType type() {
    return MxInt8.TYPE;
  }
}
