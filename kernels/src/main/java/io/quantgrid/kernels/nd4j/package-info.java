/**
 * The second engine, on ND4J's native library: slower than {@code torch}, made another way, there
 * to be compared with. Implements {@code tensor} in float32.
 *
 * <p>Memory is libnd4j's, freed when the last view is closed. Products, softmax and arithmetic of
 * equal shapes are libnd4j's operations, called through its C interface: ND4J's Java arrays free
 * their handles, contexts and shapes only when the collector runs. The rest is plain Java over that
 * memory, since in 1.0.0-M2.1 {@code round} rounds halves away from zero, {@code argmax} and {@code
 * max} pass over NaN, and nothing takes empty arrays. Quantization is {@code solve}'s scalar
 * arithmetic.
 */
package io.quantgrid.kernels.nd4j;
