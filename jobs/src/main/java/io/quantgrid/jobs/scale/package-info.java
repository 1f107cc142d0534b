/**
 * Outputs of sweeps that never ran, of any size and with effects of known size, for measuring what
 * analysis costs and for testing what it finds. Uses {@code table} and {@code storage}, and of core
 * what plans and samples are made of.
 */
package io.quantgrid.jobs.scale;
