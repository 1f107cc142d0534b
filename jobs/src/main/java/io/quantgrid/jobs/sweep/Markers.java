package io.quantgrid.jobs.sweep;

import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Which pieces are in flight, as files that outlive the process: see the package's description. */
final class Markers {
  private static final String FOLDER = "_attempts";
  private static final String RUNNING = ".running";
  private static final String SUSPECT = ".suspect";
  private static final String DEATH = ".death";

  /** Pieces of this JVM; an orderly end, such as Ctrl-C, is nobody's fault. */
  private static final Set<Runnable> IN_FLIGHT = ConcurrentHashMap.newKeySet();

  /** Held while a mark is written: the end of the process waits for it, and none comes after. */
  private static final Object WRITING = new Object();

  private static volatile boolean ending;

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  synchronized (WRITING) {
                    ending = true;
                  }
                  IN_FLIGHT.forEach(Runnable::run);
                },
                "quantgrid-markers"));
  }

  private final OutputFolder folder;

  Markers(OutputFolder folder) {
    this.folder = folder;
  }

  /** Content of a marker. */
  record Mark(String piece, String run, String executor, String host, long pid, Instant since) {}

  /** A piece in flight; closing says that it has ended, well or not. */
  interface Flight extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** Whether this JVM is on its way out: what throws now is no failure of a piece. */
  static boolean isEnding() {
    return ending;
  }

  Flight start(String piece, String run, Provenance provenance) throws IOException {
    String path =
        path(piece, run + "-" + provenance.executor() + "-" + provenance.attempt(), RUNNING);
    Mark mark =
        new Mark(
            piece,
            run,
            provenance.executor(),
            provenance.host(),
            ProcessHandle.current().pid(),
            provenance.startedAt());
    Runnable removal =
        () -> {
          try {
            folder.delete(path);
          } catch (IOException e) {
            // The process is ending; a marker that stays makes the piece run last, no more.
          }
        };
    synchronized (WRITING) {
      if (ending) {
        throw new IllegalStateException("Cannot begin " + piece + ": the process is ending");
      }
      IN_FLIGHT.add(removal);
      folder.write(path, Failures.JSON.writeValueAsString(mark));
    }
    return () -> {
      folder.delete(path);
      IN_FLIGHT.remove(removal);
    };
  }

  private static String path(String piece, String who, String kind) {
    return FOLDER + "/" + piece + "." + who + kind;
  }

  /** Whether an earlier attempt of this run was lost while it computed the piece. */
  boolean wasLost(String piece, String run) throws IOException {
    String prefix = FOLDER + "/" + piece + "." + run + "-";
    return folder.list(FOLDER).stream()
        .anyMatch(path -> path.startsWith(prefix) && path.endsWith(RUNNING));
  }

  /** Forgets all about a piece: it is done, or has its failure. */
  void forget(String piece) throws IOException {
    String prefix = FOLDER + "/" + piece + ".";
    for (String path : folder.list(FOLDER)) {
      if (path.startsWith(prefix)
          && (path.endsWith(RUNNING) || path.endsWith(SUSPECT) || path.endsWith(DEATH))) {
        folder.delete(path);
      }
    }
  }

  /**
   * Turns what dead processes left into a history, by piece: how often it was the only one in
   * flight when its process died. Pieces that were in flight beside others are in it with 0.
   */
  Map<String, Integer> settle() throws IOException {
    Map<String, List<Mark>> byProcess = new TreeMap<>();
    for (String path : folder.list(FOLDER)) {
      if (path.endsWith(RUNNING)) {
        Optional<String> text = folder.read(path);
        if (text.isPresent()) {
          Mark mark = Failures.JSON.readValue(text.get(), Mark.class);
          // When a cluster's driver dies it takes the executors along: not the pieces' doing.
          if (mark.executor().equals("driver")) {
            byProcess.computeIfAbsent(mark.run(), key -> new ArrayList<>()).add(mark);
          }
        }
      }
    }
    for (List<Mark> together : byProcess.values()) {
      for (Mark mark : together) {
        String kind = together.size() == 1 ? DEATH : SUSPECT;
        folder.write(path(mark.piece(), mark.run(), kind), Failures.JSON.writeValueAsString(mark));
      }
    }
    for (String path : folder.list(FOLDER)) {
      if (path.endsWith(RUNNING)) {
        folder.delete(path);
      }
    }
    return history();
  }

  private Map<String, Integer> history() throws IOException {
    Map<String, Integer> deaths = new TreeMap<>();
    for (String path : folder.list(FOLDER)) {
      if (path.endsWith(SUSPECT) || path.endsWith(DEATH)) {
        Optional<String> text = folder.read(path);
        if (text.isPresent()) {
          Mark mark = Failures.JSON.readValue(text.get(), Mark.class);
          deaths.merge(mark.piece(), path.endsWith(DEATH) ? 1 : 0, Integer::sum);
        }
      }
    }
    return deaths;
  }
}
