/**
 * The embedded pocket models and tasks, unpacked to a hash-checked cache on first use. May use
 * {@code core}.
 */
package io.quantgrid.datasets.pocket;
