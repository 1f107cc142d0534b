/**
 * Whether a difference between a variant and its baseline is real, how large it is, and how many
 * samples would show it. Tests, intervals and power are pure functions; what samples add up to is
 * mergeable, so that it can be computed on any number of machines. Distribution functions are those
 * of Apache Commons Math. May use {@code evaluate} (aggregations, the counter-based generator) and
 * {@code metric}.
 */
package io.quantgrid.core.stats;
