package io.quantgrid.jobs.sweep;

import io.quantgrid.core.evaluate.CalibrationTexts;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.grid.Calibration;
import io.quantgrid.core.grid.Calibration.Order;
import io.quantgrid.core.grid.CalibrationTask;
import io.quantgrid.core.grid.TaskRef;
import io.quantgrid.core.model.ExpertTokens;
import io.quantgrid.core.quantize.CalibrationSet;
import io.quantgrid.core.quantize.CalibrationSet.States;
import io.quantgrid.core.text.Tokenizer;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * The texts that a variant calibrates on, as they travel to executors.
 *
 * @param name in rows; empty where it calibrates on nothing
 * @param refName name of a task in the sweep, or empty
 * @param refFile file of a task or of texts in the sweep, or empty; both are empty where tokens are
 *     random
 * @param task the task's own name; empty likewise
 */
record CalibrationSpec(
    String name,
    String refName,
    String refFile,
    String task,
    String digest,
    int samples,
    int tokens,
    long seed,
    Order order,
    States states,
    ExpertTokens experts)
    implements Serializable {
  private static final CalibrationSpec NONE =
      new CalibrationSpec(
          "", "", "", "", "", 0, 0, 0, Order.WRITTEN, States.QUANTIZED, ExpertTokens.ALL);

  static CalibrationSpec of(Optional<CalibrationTask> found) {
    return found.map(CalibrationSpec::of).orElse(NONE);
  }

  private static CalibrationSpec of(CalibrationTask found) {
    Calibration asked = found.calibration();
    Optional<TaskRef> ref =
        asked.source() instanceof Calibration.Texts texts
            ? Optional.of(texts.ref())
            : Optional.empty();
    return new CalibrationSpec(
        found.name(),
        ref.flatMap(TaskRef::name).orElse(""),
        ref.flatMap(TaskRef::file).orElse(""),
        found.task(),
        found.digest(),
        asked.samples(),
        asked.tokens(),
        asked.seed(),
        asked.order(),
        asked.states(),
        asked.experts());
  }

  /** Whether there are any. */
  boolean isGiven() {
    return !task.isEmpty();
  }

  /** The name as a column has it. */
  String nameOrNull() {
    return isGiven() ? name : null;
  }

  /** In the model's vocabulary. */
  CalibrationSet set(Worker worker, Tokenizer tokenizer) {
    List<int[]> sequences = sequences(worker, tokenizer);
    return new CalibrationSet(
        order == Order.SHUFFLED
            ? CalibrationTexts.shuffled(sequences, tokenizer.bos(), seed)
            : sequences,
        states,
        experts);
  }

  private List<int[]> sequences(Worker worker, Tokenizer tokenizer) {
    if (refName.isEmpty() && refFile.isEmpty()) {
      return CalibrationTexts.random(tokenizer, samples, tokens, seed);
    }
    TaskRef ref =
        new TaskRef(
            Optional.of(refName).filter(name -> !name.isEmpty()),
            Optional.of(refFile).filter(file -> !file.isEmpty()));
    Task loaded = worker.task(ref, task, digest);
    return CalibrationTexts.of(loaded, tokenizer, samples, tokens, seed);
  }
}
