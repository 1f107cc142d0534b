package io.quantgrid.jobs.storage;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One run at a time on an output folder: the file {@code _lock}, created exclusively, with a
 * heartbeat. A dead holder's lock is renamed to {@code _attempts/lock.stale-<its id>}, which at
 * most one contender can do, and only then is a new one created.
 */
public final class OutputLock implements AutoCloseable {
  static final String FILE = "_lock";
  static final String STALE = FileTree.ATTEMPTS + "/lock.stale-";
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private final FileTree tree;
  private final LockHolder holder;
  private final ScheduledExecutorService heart;

  private OutputLock(FileTree tree, LockHolder holder) {
    this.tree = tree;
    this.holder = holder;
    this.heart =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "quantgrid-lock");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Takes the folder for this process.
   *
   * @throws OutputInUseException when another run has it
   */
  public static OutputLock acquire(OutputFolder folder) throws IOException, OutputInUseException {
    return acquire(folder.tree(), HEARTBEAT);
  }

  static OutputLock acquire(FileTree tree, Duration heartbeat)
      throws IOException, OutputInUseException {
    LockHolder holder = LockHolder.thisProcess();
    for (int tries = 0; tries < 3; tries++) {
      if (tree.createNew(FILE, JSON.writeValueAsBytes(holder))) {
        OutputLock lock = new OutputLock(tree, holder);
        lock.beat(heartbeat);
        return lock;
      }
      Optional<LockHolder> other = read(tree);
      if (other.isPresent() && !other.get().isDead(Instant.now())) {
        throw inUse(tree, other.get().text());
      }
      if (other.isPresent()) {
        tree.moveNew(FILE, STALE + other.get().id());
      }
    }
    throw inUse(tree, "another one that started in the same moment");
  }

  private static OutputInUseException inUse(FileTree tree, String holder) {
    return new OutputInUseException(
        "Cannot run on output "
            + tree.location()
            + ": in use by "
            + holder
            + " (expected one run at a time)");
  }

  private static Optional<LockHolder> read(FileTree tree) throws IOException {
    Optional<byte[]> content = tree.read(FILE);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(JSON.readValue(content.get(), LockHolder.class));
  }

  /** Whether a run has the folder now. */
  static boolean isHeld(FileTree tree) throws IOException {
    return read(tree).filter(holder -> !holder.isDead(Instant.now())).isPresent();
  }

  private void beat(Duration every) {
    var unused =
        heart.scheduleWithFixedDelay(
            () -> {
              try {
                if (isOurs()) {
                  tree.put(FILE, JSON.writeValueAsBytes(holder.alive(Instant.now())));
                }
              } catch (IOException e) {
                // The next beat tries again; check() tells when the lock has been lost.
              }
            },
            every.toMillis(),
            every.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private boolean isOurs() throws IOException {
    return read(tree).filter(now -> now.id().equals(holder.id())).isPresent();
  }

  /**
   * Makes sure that this run still has the folder.
   *
   * @throws IOException when another run took it for dead, as after a long sleep
   */
  public void check() throws IOException {
    if (!isOurs()) {
      throw new IOException(
          "Cannot go on with output "
              + tree.location()
              + ": another run took its lock (expected "
              + holder.text()
              + ")");
    }
  }

  @Override
  public void close() throws IOException {
    heart.shutdown();
    try {
      if (!heart.awaitTermination(30, TimeUnit.SECONDS)) {
        heart.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (isOurs()) {
      tree.delete(FILE);
    }
  }
}
