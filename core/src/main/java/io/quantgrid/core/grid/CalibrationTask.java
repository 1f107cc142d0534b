package io.quantgrid.core.grid;

import java.util.List;

/**
 * The texts that a plan calibrates on, found.
 *
 * @param task the task's own name, that of the file of texts, or {@value #RANDOM}
 * @param digest of the task or file when the plan was made; {@value #RANDOM} without one
 */
public record CalibrationTask(Calibration calibration, String task, String digest) {
  /** Stands for both where tokens are random. */
  public static final String RANDOM = "random tokens";

  /** What tells it from others: all but names. */
  List<Object> content() {
    return List.of(
        digest,
        calibration.samples(),
        calibration.tokens(),
        calibration.seed(),
        calibration.order(),
        calibration.states(),
        calibration.experts());
  }

  /** Its name in rows and reports. */
  public String name() {
    return calibration.name();
  }
}
