package io.quantgrid.jobs.sweep;

import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/** What a Spark task does: runs its piece and turns whatever goes wrong into a record. */
final class PieceFunction extends AbstractFunction2<TaskContext, Iterator<Piece>, PieceResult>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Whether other pieces may be in flight in the same JVM. */
  enum Company {
    TOGETHER,
    ALONE
  }

  private final RunSettings settings;
  private final Company company;

  PieceFunction(RunSettings settings, Company company) {
    this.settings = settings;
    this.company = company;
  }

  @Override
  @SuppressWarnings("try") // the flight is over when its block is
  public PieceResult apply(TaskContext context, Iterator<Piece> pieces) {
    Piece piece = pieces.next();
    Provenance provenance = Provenance.of(context);
    Markers markers = new Markers(settings.folder());
    long started = System.nanoTime();
    try {
      if (!piece.isMarked()) {
        return done(piece, piece.run(Worker.of(settings), provenance), started);
      }
      if (provenance.attempt() > 0 && markers.wasLost(piece.name(), settings.run())) {
        return new PieceResult(piece.name(), lost(), 0, 0, "");
      }
      long samples;
      try (Markers.Flight flight = markers.start(piece.name(), settings.run(), provenance)) {
        samples = piece.run(Worker.of(settings), provenance);
      }
      return done(piece, samples, started);
    } catch (Throwable thrown) {
      if (context.isInterrupted() || Markers.isEnding()) {
        throw new IllegalStateException("Cannot go on with " + piece.name() + ": stopped", thrown);
      }
      return failed(piece, thrown, started);
    }
  }

  private PieceResult failed(Piece piece, Throwable thrown, long started) {
    FailureRecord record = FailureRecord.of(piece.name(), thrown, settings.run());
    String reason = record.reason();
    try {
      Failures.write(settings.folder(), record);
    } catch (IOException | RuntimeException e) {
      reason += " (and cannot record it: " + FailureRecord.reason(e) + ")";
    }
    return new PieceResult(piece.name(), PieceResult.Ending.FAILED, 0, seconds(started), reason);
  }

  private PieceResult.Ending lost() {
    return company == Company.ALONE ? PieceResult.Ending.CRASHED : PieceResult.Ending.SUSPECT;
  }

  private static PieceResult done(Piece piece, long samples, long started) {
    return new PieceResult(piece.name(), PieceResult.Ending.DONE, samples, seconds(started), "");
  }

  private static double seconds(long started) {
    return (System.nanoTime() - started) / 1e9;
  }
}
