/**
 * Block formats that have a name of their own, one file each, with the bits of a block drawn. They
 * say in the words of a scheme what they are; {@code scheme.BlockFormats} lists them. Uses nothing.
 */
package io.quantgrid.kernels.block;
