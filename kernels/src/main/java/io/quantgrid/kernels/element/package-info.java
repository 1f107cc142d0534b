/**
 * Element types, one class each, with the scalar arithmetic that is the oracle of every faster
 * path. Uses nothing.
 */
package io.quantgrid.kernels.element;
