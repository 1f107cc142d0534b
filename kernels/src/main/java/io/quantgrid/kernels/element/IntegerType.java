package io.quantgrid.kernels.element;

/** A two's complement integer element type. */
public non-sealed interface IntegerType extends ElementType {}
