package io.quantgrid.core.grid;

/**
 * The texts that a plan calibrates on, found.
 *
 * @param task the task's own name, that of the file of texts, or {@value #RANDOM}
 * @param digest of the task or file when the plan was made; {@value #RANDOM} without one
 */
public record CalibrationTask(Calibration calibration, String task, String digest) {
  /** Stands for both where tokens are random. */
  public static final String RANDOM = "random tokens";
}
