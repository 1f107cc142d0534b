/**
 * Formats, recipes and the making and reading of quantized variants. May use {@code checkpoint},
 * {@code model} and {@code kernels}.
 */
package io.quantgrid.core.quantize;
