/**
 * Metrics over strings, labels and probabilities: pure functions, and sufficient statistics that
 * add up. Every class names the package whose numbers it equals. May use {@code text} and {@code
 * checkpoint}.
 */
package io.quantgrid.core.metric;
