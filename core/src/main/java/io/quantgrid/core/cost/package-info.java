/**
 * What work costs: estimates of time and memory. May use {@code evaluate}, {@code format}, {@code
 * model} and {@code quantize}.
 */
package io.quantgrid.core.cost;
