/**
 * Task files in the YAML dialect of lm-evaluation-harness: definitions, prompts, filters, metrics.
 * May use {@code core}, {@code read} and {@code python}.
 */
package io.quantgrid.datasets.task;
