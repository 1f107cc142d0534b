/**
 * Task files in the YAML dialect of lm-evaluation-harness: definitions, prompts, filters, metrics.
 * May use {@code core}, {@code read}, {@code python}, {@code function} and {@code longcontext}.
 */
package io.quantgrid.datasets.task;
