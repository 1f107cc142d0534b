/** What work costs: estimates of time and memory. May use {@code evaluate} and {@code quantize}. */
package io.quantgrid.core.cost;
