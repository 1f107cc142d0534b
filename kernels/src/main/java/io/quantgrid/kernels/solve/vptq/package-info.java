/**
 * VPTQ: vectors of weights from codebooks found by weighted k-means. May use {@code solve}, {@code
 * solve.feedback} and {@code form}.
 */
package io.quantgrid.kernels.solve.vptq;
