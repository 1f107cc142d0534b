/**
 * State-space models token by token in float32, in plain Java: the selective scan of Mamba, the
 * multi-head scan of Mamba-2 and the short convolution before both. Uses nothing.
 *
 * <p>Every number is computed by the same operations in the same order however a text is cut into
 * calls, so that the whole text, its chunks and its single tokens give the same bits.
 */
package io.quantgrid.kernels.scan;
