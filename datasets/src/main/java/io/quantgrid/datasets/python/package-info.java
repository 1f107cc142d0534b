/**
 * Where task definitions lean on Python: literals, regular expressions, white space and {@code
 * random.sample}. May use {@code core}.
 */
package io.quantgrid.datasets.python;
