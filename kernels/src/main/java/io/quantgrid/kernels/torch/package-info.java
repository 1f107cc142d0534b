/** The main engine, on libtorch through its JavaCPP binding. Implements {@code tensor}. */
package io.quantgrid.kernels.torch;
