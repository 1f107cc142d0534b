/**
 * Functions in Java under the names that task files give to Python's ({@code !function}): found by
 * the folder of the file that names them. One library a folder. May use {@code core}, {@code
 * datasets.python} and {@code datasets.read}.
 */
package io.quantgrid.datasets.function;
