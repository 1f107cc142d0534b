/**
 * Requests, scoring, generation, metrics and comparison with the baseline. May use {@code model},
 * {@code text}, {@code quantize}, {@code checkpoint}.
 */
package io.quantgrid.core.evaluate;
