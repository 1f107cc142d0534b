package io.quantgrid.jobs.sweep;

import io.quantgrid.core.evaluate.CalibrationTexts;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.grid.CalibrationTask;
import io.quantgrid.core.grid.TaskRef;
import io.quantgrid.core.text.Tokenizer;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * The texts to calibrate on, as they travel to executors.
 *
 * @param refName name of a task in the sweep, or empty
 * @param refFile file of a task in the sweep, or empty
 * @param task the task's own name; empty when the sweep calibrates on nothing
 */
record CalibrationSpec(
    String refName, String refFile, String task, String digest, int samples, int tokens, long seed)
    implements Serializable {
  private static final CalibrationSpec NONE = new CalibrationSpec("", "", "", "", 0, 0, 0);

  static CalibrationSpec of(Optional<CalibrationTask> found) {
    return found
        .map(
            of ->
                new CalibrationSpec(
                    of.calibration().task().name().orElse(""),
                    of.calibration().task().file().orElse(""),
                    of.task(),
                    of.digest(),
                    of.calibration().samples(),
                    of.calibration().tokens(),
                    of.calibration().seed()))
        .orElse(NONE);
  }

  /** Whether the sweep names any. */
  boolean isGiven() {
    return !task.isEmpty();
  }

  /** Token sequences in the model's vocabulary. */
  List<int[]> sequences(Worker worker, Tokenizer tokenizer) {
    TaskRef ref =
        new TaskRef(
            Optional.of(refName).filter(name -> !name.isEmpty()),
            Optional.of(refFile).filter(file -> !file.isEmpty()));
    Task loaded = worker.task(ref, task, digest);
    return CalibrationTexts.of(loaded, tokenizer, samples, tokens, seed);
  }
}
