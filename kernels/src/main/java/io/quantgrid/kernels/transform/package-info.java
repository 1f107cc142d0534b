/**
 * Numbers behind the transforms that prepare weights for quantization: factors per channel, the
 * search of AWQ, clipping, masks of pruning. Knows arrays, not models. May use {@code element},
 * {@code scheme}, {@code solve}, {@code tensor}.
 */
package io.quantgrid.kernels.transform;
