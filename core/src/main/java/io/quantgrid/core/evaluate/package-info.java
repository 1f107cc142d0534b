/**
 * Requests, scoring, generation, metrics and comparison with the baseline. May use {@code model},
 * {@code text}, {@code quantize}.
 */
package io.quantgrid.core.evaluate;
