/**
 * The tensor engine SPI: dense tensors in native memory, about forty operations and scopes that
 * free what they made. May use {@code element}, {@code scheme} and {@code solve}; engines ({@code
 * torch}, {@code nd4j}) implement it and are found by name through {@link java.util.ServiceLoader}.
 */
package io.quantgrid.kernels.tensor;
