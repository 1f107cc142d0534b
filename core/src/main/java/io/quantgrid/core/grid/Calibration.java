package io.quantgrid.core.grid;

/**
 * The texts that static activations and recipes calibrate on.
 *
 * @param samples texts
 * @param tokens length of each
 * @param seed of their choice
 */
public record Calibration(TaskRef task, int samples, int tokens, long seed) {}
