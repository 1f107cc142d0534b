package io.quantgrid.jobs.sweep;

import com.jerolba.carpet.CarpetWriter;
import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.References;
import io.quantgrid.core.evaluate.SampleResult;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.core.grid.Cell;
import io.quantgrid.core.grid.TaskRef;
import io.quantgrid.core.grid.WorkUnit;
import io.quantgrid.jobs.storage.Attempt;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.Partition;
import io.quantgrid.jobs.storage.UnitName;
import io.quantgrid.jobs.table.ReferenceTable;
import io.quantgrid.jobs.table.SampleRow;
import io.quantgrid.jobs.table.SampleTable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Evaluates a unit and publishes its rows; a baseline's references come before its rows, so that
 * rows are never there without them.
 *
 * @param taskName name of a task or group in the sweep, or empty
 * @param taskFile file of a task in the sweep, or empty
 * @param options how it is asked
 */
record EvaluateUnit(
    WorkUnit unit,
    VariantSpec variant,
    String baselineCell,
    String task,
    String taskName,
    String taskFile,
    TaskOptions options,
    String taskDigest,
    double seconds)
    implements Piece {
  static EvaluateUnit of(Cell cell, WorkUnit unit) {
    return new EvaluateUnit(
        unit,
        VariantSpec.of(cell.variant()),
        cell.baselineId(),
        cell.task(),
        cell.taskRef().name().orElse(""),
        cell.taskRef().file().orElse(""),
        cell.taskRef().options(),
        cell.taskDigest(),
        unit.count() * cell.secondsPerSample());
  }

  @Override
  public String name() {
    return UnitName.of(unit);
  }

  @Override
  public String affinity() {
    return variant.id();
  }

  boolean isBaseline() {
    return unit.cellId().equals(baselineCell);
  }

  /** The range of the baseline that this unit is compared with. */
  WorkUnit reference() {
    return new WorkUnit(baselineCell, unit.first(), unit.count());
  }

  Partition partition() {
    return new Partition(variant.model(), task);
  }

  private TaskRef taskRef() {
    return new TaskRef(
        Optional.of(taskName).filter(name -> !name.isEmpty()),
        Optional.of(taskFile).filter(file -> !file.isEmpty()),
        options);
  }

  @Override
  public long run(Worker worker, Provenance provenance) throws Exception {
    OutputFolder folder = worker.settings().folder();
    Task loaded = worker.task(taskRef(), task, taskDigest);
    List<Item> items = loaded.items(unit.first(), unit.end());
    Optional<References> references =
        isBaseline() ? Optional.empty() : Optional.of(references(folder, items));
    List<SampleResult> results;
    SampleRows rows;
    try (var lease = worker.variant(variant)) {
      LoadedVariant model = lease.value();
      long started = System.nanoTime();
      results = model.evaluator(worker.settings().evaluation()).evaluate(loaded, items, references);
      double each = (System.nanoTime() - started) / 1e9 / results.size();
      rows = new SampleRows(worker.settings(), this, model.facts(), provenance, each);
    }
    if (isBaseline()) {
      ReferenceTable.publish(
          folder, unit, results.stream().flatMap(result -> result.reference().stream()).toList());
    }
    publish(folder, results, rows);
    return results.size();
  }

  private References references(OutputFolder folder, List<Item> items) throws IOException {
    return References.of(
        ReferenceTable.read(
            folder, reference(), items.stream().map(Item::docId).collect(Collectors.toSet())));
  }

  private void publish(OutputFolder folder, List<SampleResult> results, SampleRows rows)
      throws IOException {
    try (Attempt attempt = folder.attempt(name())) {
      try (CarpetWriter<SampleRow> writer =
          SampleTable.writer(attempt.path(), partition(), List.of(unit))) {
        for (SampleResult result : results) {
          writer.write(rows.row(result));
        }
      }
      attempt.publish(partition().file(unit));
    }
  }
}
