/**
 * Formats: what weights, inputs and the cache of keys and values are quantized to, by names and by
 * rules for single modules. May use {@code kernels}.
 */
package io.quantgrid.core.format;
