/** Few weights kept in 16 bits beside a quantized matrix. May use {@code form}, {@code solve}. */
package io.quantgrid.kernels.solve.outliers;
