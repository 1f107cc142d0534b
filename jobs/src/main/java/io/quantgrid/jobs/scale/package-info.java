/**
 * Outputs of sweeps that never ran, of any size and with effects of known size, for measuring what
 * analysis costs and for testing what it finds. Uses {@code table}, {@code storage} and of {@code
 * sweep} the records of failures; of core what plans and samples are made of.
 */
package io.quantgrid.jobs.scale;
