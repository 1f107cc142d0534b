package io.quantgrid.jobs.cli;

import io.quantgrid.jobs.sweep.PieceResult;
import io.quantgrid.jobs.sweep.PieceResult.Ending;
import io.quantgrid.jobs.sweep.ProgressListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How far a run is: units, samples per second, time left, failures. A bar on a terminal; else a
 * plain line now and then, so that a log stays readable. Thread safe.
 */
final class Progress implements ProgressListener, AutoCloseable {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final PrintStream err;
  private final boolean terminal;
  private final long started = System.nanoTime();
  private ProgressBar bar;
  private String stage = "";
  private long total;
  private long done;
  private long samples;
  private long failures;
  private long stageStarted = started;
  private long lastLine;

  private Progress(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  /** On standard error; a bar only on a terminal that can move its cursor. */
  @SuppressWarnings("SystemConsoleNull") // newer JVMs give a console anyway, but then TERM tells
  static Progress onStandardError() {
    return new Progress(System.err, System.console() != null && System.getenv("TERM") != null);
  }

  @Override
  public synchronized void stage(String name, int units) {
    finishStage();
    stage = name;
    total = units;
    done = 0;
    samples = 0;
    failures = 0;
    stageStarted = System.nanoTime();
    lastLine = stageStarted;
    if (units == 0) {
      return;
    }
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(units)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(250)
              .build();
    } else {
      err.println(name + ": " + units + (units == 1 ? " unit" : " units"));
    }
  }

  @Override
  public synchronized void ended(PieceResult result) {
    done++;
    samples += result.samples();
    failures += result.ending() == Ending.FAILED || result.ending() == Ending.CRASHED ? 1 : 0;
    if (bar != null) {
      bar.setExtraMessage(rate() + (failures == 0 ? "" : ", " + failures + " failed"));
      bar.step();
    } else if (System.nanoTime() - lastLine > BETWEEN_LINES.toNanos() && done < total) {
      lastLine = System.nanoTime();
      err.println(line());
    }
    if (done == total) {
      finishStage();
    }
  }

  synchronized void message(String text) {
    if (bar != null) {
      bar.pause();
      err.println("\r" + text + " ".repeat(Math.max(0, 80 - text.length())));
      bar.resume();
    } else {
      err.println(text);
    }
  }

  private double seconds() {
    return Math.max(1e-3, (System.nanoTime() - stageStarted) / 1e9);
  }

  private String rate() {
    return String.format(Locale.ROOT, "%.0f samples/s", samples / seconds());
  }

  private String line() {
    long left = Math.round(seconds() / done * (total - done));
    return String.format(
        Locale.ROOT,
        "%s: %d of %d units, %s, %d s left%s",
        stage,
        done,
        total,
        rate(),
        left,
        failures == 0 ? "" : ", " + failures + " failed");
  }

  private void finishStage() {
    if (bar != null) {
      bar.close();
      bar = null;
    } else if (total > 0 && !Interruption.isEnding()) {
      err.println(
          String.format(
              Locale.ROOT,
              "%s: %d of %d units in %.1f s%s",
              stage,
              done,
              total,
              seconds(),
              failures == 0 ? "" : ", " + failures + " failed"));
    }
    total = 0;
  }

  @Override
  public synchronized void close() {
    finishStage();
  }
}
