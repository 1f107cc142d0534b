package io.quantgrid.jobs.sweep;

import io.quantgrid.core.grid.Cell;
import io.quantgrid.core.grid.Plan;
import io.quantgrid.core.grid.Units;
import io.quantgrid.core.grid.WorkUnit;
import io.quantgrid.jobs.storage.Coverage;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.OutputLock;
import io.quantgrid.jobs.storage.Partition;
import io.quantgrid.jobs.storage.Published;
import io.quantgrid.jobs.storage.UnitName;
import io.quantgrid.jobs.sweep.FailureRecord.Kind;
import io.quantgrid.jobs.sweep.SweepOutcome.CellOutcome;
import io.quantgrid.jobs.sweep.SweepOutcome.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaSparkContext;

/** One run on the driver: what is open, what is ready, what ended how. */
final class SweepRun {
  private final Plan plan;
  private final RunSettings settings;
  private final OutputFolder folder;
  private final OutputLock lock;
  private final ProgressListener listener;
  private final Wave wave;
  private final Markers markers;

  /** Pieces that have not ended, by name. */
  private final Map<String, Piece> open = new LinkedHashMap<>();

  /** Pieces that run last and alone. */
  private final Set<String> suspects = new HashSet<>();

  /** Pieces that dead processes of earlier runs left in flight. */
  private final Set<String> remembered = new HashSet<>();

  /** Why pieces failed, by name. */
  private final Map<String, String> failed = new LinkedHashMap<>();

  private final Set<String> storedVariants = new HashSet<>();
  private final Map<String, Coverage> references = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private int unitsBefore;
  private int unitsDone;
  private long samples;

  SweepRun(
      JavaSparkContext spark,
      RunSettings settings,
      Plan plan,
      OutputLock lock,
      ProgressListener listener) {
    this.plan = plan;
    this.settings = settings;
    this.folder = settings.folder();
    this.lock = lock;
    this.listener = listener;
    this.wave = new Wave(spark, settings, listener);
    this.markers = new Markers(folder);
  }

  SweepOutcome run(SweepRunner.Crashers crashers) throws IOException {
    long started = System.nanoTime();
    Map<String, Integer> deaths = markers.settle();
    remembered.addAll(deaths.keySet());
    suspects.addAll(deaths.keySet());
    collect();
    Set<String> changed = cellsOf(open.keySet());
    forgetFailures(crashers);
    for (Map.Entry<String, Integer> entry : deaths.entrySet()) {
      if (!open.containsKey(entry.getKey())) {
        markers.forget(entry.getKey());
      } else if (entry.getValue() >= 2) {
        crashed(entry.getKey());
      }
    }
    pass(Set.of());
    if (open.keySet().stream().anyMatch(suspects::contains)) {
      pass(suspects);
    }
    failBlocked();
    lock.check();
    merge();
    return new SweepOutcome(
        settings.run(),
        outcomes(changed),
        unitsBefore,
        unitsDone,
        (int) failed.keySet().stream().filter(name -> !name.startsWith("variant-")).count(),
        samples,
        (System.nanoTime() - started) / 1e9,
        problems);
  }

  /** Finds what is missing. */
  private void collect() throws IOException {
    Published published = folder.published();
    for (Cell cell : plan.cells()) {
      Partition partition = new Partition(cell.variant().model().name(), cell.task());
      Coverage covered = references(cell.baselineId());
      List<WorkUnit> done =
          published.units(partition, cell.id()).stream()
              .filter(unit -> !cell.isBaseline() || covered.covers(unit))
              .toList();
      unitsBefore += done.size();
      for (WorkUnit unit : Units.missing(cell, done)) {
        EvaluateUnit piece = EvaluateUnit.of(cell, unit);
        open.put(piece.name(), piece);
        collectVariant(piece.variant());
      }
    }
  }

  private void collectVariant(VariantSpec variant) throws IOException {
    String id = variant.weightsId();
    if (!variant.hasQuantizedWeights()
        || storedVariants.contains(id)
        || open.containsKey(QuantizeVariant.name(id))) {
      return;
    }
    if (folder.hasVariant(id)) {
      storedVariants.add(id);
    } else {
      double size =
          plan.models().stream()
              .filter(model -> model.hash().equals(variant.modelHash()))
              .mapToDouble(model -> model.parameters())
              .findFirst()
              .orElse(0);
      open.put(QuantizeVariant.name(id), new QuantizeVariant(variant, size));
    }
  }

  private Coverage references(String baselineCell) throws IOException {
    Coverage covered = references.get(baselineCell);
    if (covered == null) {
      covered = Coverage.of(folder.references(baselineCell));
      references.put(baselineCell, covered);
    }
    return covered;
  }

  private static Set<String> cellsOf(Set<String> names) {
    Set<String> cells = new HashSet<>();
    for (String name : names) {
      UnitName.parse(name).ifPresent(unit -> cells.add(unit.cellId()));
    }
    return cells;
  }

  /** What failed before is tried again, but for what took processes with it. */
  private void forgetFailures(SweepRunner.Crashers crashers) throws IOException {
    Set<String> cellIds = new HashSet<>();
    plan.cells().forEach(cell -> cellIds.add(cell.id()));
    for (FailureRecord record : Failures.read(folder)) {
      boolean stays = record.kind() == Kind.CRASH && crashers == SweepRunner.Crashers.SKIP;
      if (record.unit().isPresent() && !cellIds.contains(record.unit().get().cellId())) {
        continue; // another plan's
      }
      if (stays && open.remove(record.piece()) != null) {
        failed.put(record.piece(), record.reason());
      } else {
        Failures.delete(folder, record.piece());
      }
    }
  }

  /** Runs what can be run: variants, baselines, then the rest, each when what it needs is there. */
  private void pass(Set<String> lastAndAlone) throws IOException {
    stage("quantize", QuantizeVariant.class::isInstance, lastAndAlone);
    stage("baselines", piece -> isBaseline(piece) && isReady(piece), lastAndAlone);
    stage("evaluate", piece -> !isBaseline(piece) && isReady(piece), lastAndAlone);
  }

  private static boolean isBaseline(Piece piece) {
    return piece instanceof EvaluateUnit unit && unit.isBaseline();
  }

  private boolean isReady(Piece piece) {
    return piece instanceof EvaluateUnit unit && hasVariant(unit) && hasReference(unit);
  }

  private boolean hasVariant(EvaluateUnit unit) {
    return !unit.variant().hasQuantizedWeights()
        || storedVariants.contains(unit.variant().weightsId());
  }

  private boolean hasReference(EvaluateUnit unit) {
    return unit.isBaseline() || references.get(unit.baselineCell()).covers(unit.reference());
  }

  private void stage(String name, Predicate<Piece> condition, Set<String> lastAndAlone)
      throws IOException {
    List<Piece> ready = open.values().stream().filter(condition).toList();
    List<Piece> together =
        ready.stream().filter(piece -> !suspects.contains(piece.name())).toList();
    if (!together.isEmpty()) {
      listener.stage(name, together.size());
      for (PieceResult result : wave.together(together).values()) {
        absorb(result);
      }
    }
    List<Piece> alone =
        ready.stream().filter(piece -> lastAndAlone.contains(piece.name())).toList();
    if (!alone.isEmpty()) {
      listener.stage(name + " (suspects, one at a time)", alone.size());
      for (Piece piece : alone) {
        absorb(wave.alone(piece));
      }
    }
  }

  private void absorb(PieceResult result) throws IOException {
    String name = result.piece();
    switch (result.ending()) {
      case SUSPECT -> {
        suspects.add(name);
        markers.forget(name);
      }
      case CRASHED -> crashed(name);
      case FAILED -> {
        open.remove(name);
        failed.put(name, result.reason());
        forgetDeaths(name);
      }
      case DONE -> {
        done(open.remove(name));
        samples += result.samples();
        forgetDeaths(name);
      }
    }
  }

  private void done(Piece piece) {
    if (piece instanceof QuantizeVariant quantized) {
      storedVariants.add(quantized.variant().weightsId());
    } else if (piece instanceof EvaluateUnit unit) {
      unitsDone++;
      if (unit.isBaseline()) {
        references.get(unit.baselineCell()).add(unit.unit());
      }
    }
  }

  private void forgetDeaths(String name) throws IOException {
    if (remembered.contains(name) || suspects.contains(name)) {
      markers.forget(name);
    }
  }

  private void crashed(String name) throws IOException {
    fail(
        name,
        Kind.CRASH,
        "Cannot compute "
            + name
            + ": its process died twice (expected it to end; memory, or a fault in native code)");
    markers.forget(name);
  }

  private void fail(String name, Kind kind, String reason) throws IOException {
    open.remove(name);
    failed.put(name, reason);
    Failures.write(folder, FailureRecord.of(name, kind, reason, settings.run()));
  }

  /** What is still open lacks something that failed. */
  private void failBlocked() throws IOException {
    for (Piece piece : List.copyOf(open.values())) {
      EvaluateUnit unit = (EvaluateUnit) piece;
      if (!hasVariant(unit)) {
        fail(
            unit.name(),
            Kind.QUANTIZE,
            "Cannot evaluate, since its variant failed: "
                + failed.getOrDefault(
                    QuantizeVariant.name(unit.variant().weightsId()), "not made"));
      } else {
        fail(
            unit.name(),
            Kind.BASELINE,
            "Cannot compare with the baseline, which failed: "
                + failed.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(unit.baselineCell() + "-"))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("it left no reference"));
      }
    }
  }

  private void merge() throws IOException {
    List<MergePartition> merges = new ArrayList<>();
    folder
        .published()
        .byPartition()
        .forEach(
            (partition, files) -> {
              if (files.size() > 1) {
                merges.add(new MergePartition(partition, new ArrayList<>(files)));
              }
            });
    if (merges.isEmpty()) {
      return;
    }
    listener.stage("merge", merges.size());
    for (PieceResult result : wave.together(merges).values()) {
      if (result.ending() != PieceResult.Ending.DONE) {
        problems.add(result.piece() + ": " + result.reason());
      }
    }
  }

  private List<CellOutcome> outcomes(Set<String> changed) {
    Map<String, String> reasons = new HashMap<>();
    for (Map.Entry<String, String> entry : failed.entrySet()) {
      cellsOf(Set.of(entry.getKey())).forEach(cell -> reasons.putIfAbsent(cell, entry.getValue()));
    }
    List<CellOutcome> outcomes = new ArrayList<>();
    for (Cell cell : plan.cells()) {
      String reason = reasons.getOrDefault(cell.id(), "");
      Status ok = changed.contains(cell.id()) ? Status.DONE : Status.UNCHANGED;
      outcomes.add(new CellOutcome(cell.id(), reason.isEmpty() ? ok : Status.FAILED, reason));
    }
    return outcomes;
  }
}
