package io.quantgrid.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Kills executors by what the output folder says is in flight on them. */
final class Flights {
  private static final JsonMapper JSON = new JsonMapper();

  /** When to kill. */
  @FunctionalInterface
  interface Moment {
    boolean isNow(String pieceInFlight) throws IOException;
  }

  private final StandaloneCluster cluster;
  private final Path output;
  private final Set<Long> killed = new HashSet<>();

  Flights(StandaloneCluster cluster, Path output) {
    this.cluster = cluster;
    this.output = output;
  }

  /**
   * Waits until such a piece of work is in flight and kills its executor, as kill -9 does; again if
   * the piece had landed by then. Returns the piece's name, or nothing when the submission ends
   * before.
   */
  Optional<String> kill(Submission submission, Moment moment) throws Exception {
    while (submission.isAlive()) {
      for (JsonNode mark : marks()) {
        long pid = mark.get("pid").asLong();
        String piece = mark.get("piece").asText();
        if (!killed.contains(pid) && moment.isNow(piece) && kill(pid)) {
          killed.add(pid);
          if (!hasLanded(piece)) {
            return Optional.of(piece);
          }
        }
      }
      Thread.sleep(2);
    }
    return Optional.empty();
  }

  /** Returns once the process is gone. */
  private boolean kill(long pid) {
    Optional<ProcessHandle> executor =
        ProcessHandle.of(pid).filter(handle -> cluster.isExecutor(pid));
    boolean asked = executor.map(ProcessHandle::destroyForcibly).orElse(false);
    executor.filter(handle -> asked).ifPresent(handle -> handle.onExit().join());
    return asked;
  }

  /** Whether its rows are there; its mark may be gone for another reason: it was given up. */
  private boolean hasLanded(String piece) throws IOException {
    Path samples = output.resolve("samples");
    if (!Files.isDirectory(samples)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(samples)) {
      return files.anyMatch(file -> file.endsWith(piece + ".parquet"));
    } catch (UncheckedIOException e) {
      return hasLanded(piece); // something was moved meanwhile
    }
  }

  private List<JsonNode> marks() throws IOException {
    List<JsonNode> marks = new ArrayList<>();
    Path folder = output.resolve("_attempts");
    if (!Files.isDirectory(folder)) {
      return marks;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.running")) {
      for (Path file : files) {
        try {
          marks.add(JSON.readTree(Files.readString(file)));
        } catch (NoSuchFileException e) {
          // that one has landed
        }
      }
    }
    return marks;
  }
}
