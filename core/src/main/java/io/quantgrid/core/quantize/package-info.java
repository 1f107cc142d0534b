/**
 * Formats, recipes and the making of quantized variants. May use {@code checkpoint} and {@code
 * kernels}.
 */
package io.quantgrid.core.quantize;
