/**
 * Generated answers of a sweep, judged by another model after the sweep. May use {@code storage},
 * {@code table} and {@code datasets.judge}.
 */
package io.quantgrid.jobs.judge;
