/**
 * Forms that a solver may leave a weight in beyond one quantized matrix: sums of parts, low-rank
 * factors, sparse values, codebooks, bit planes. Each tells its values, its arrays as they are
 * stored, and its bits, everything counted. May use {@code element} and {@code scheme}.
 */
package io.quantgrid.kernels.form;
