package io.quantgrid.kernels.element;

/** A two's complement integer element type. NaN, which it cannot hold, is encoded as 0. */
public non-sealed interface IntegerType extends ElementType {}
