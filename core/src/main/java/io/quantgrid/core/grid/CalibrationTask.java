package io.quantgrid.core.grid;

/**
 * The texts that a plan calibrates on, found.
 *
 * @param task the task's own name
 * @param digest of the task when the plan was made
 */
public record CalibrationTask(Calibration calibration, String task, String digest) {}
