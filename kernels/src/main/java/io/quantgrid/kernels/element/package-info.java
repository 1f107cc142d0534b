/**
 * Element types, one class each, with the scalar arithmetic that is the oracle of every faster
 * path. May use {@code name}.
 */
package io.quantgrid.kernels.element;
