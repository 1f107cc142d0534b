/**
 * Recipes and the making of quantized variants. May use {@code adapter}, {@code checkpoint}, {@code
 * format}, {@code model}, {@code stored} and {@code kernels}.
 */
package io.quantgrid.core.quantize;
