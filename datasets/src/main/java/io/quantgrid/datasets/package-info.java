/**
 * Tasks, their readers and the embedded pocket models and tasks. May use {@code kernels} and {@code
 * core}.
 */
package io.quantgrid.datasets;
