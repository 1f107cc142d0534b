package io.quantgrid.jobs.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Who holds an output folder: the content of {@code _lock}.
 *
 * @param id of this acquisition
 * @param host name, for people
 * @param processes which set of process ids {@code pid} belongs to: containers may share a host
 *     name, or a kernel, but not both of boot and namespace
 * @param started start of the process, since process ids are used again
 * @param since when the lock was taken
 * @param heartbeat when the holder last said that it lives
 */
record LockHolder(
    String id,
    String host,
    String processes,
    long pid,
    Instant started,
    Instant since,
    Instant heartbeat) {
  /** Silence after which a holder that cannot be looked at is taken for dead. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Process start times are given in steps of the kernel's clock. */
  private static final Duration START_STEP = Duration.ofSeconds(1);

  static LockHolder thisProcess() {
    ProcessHandle self = ProcessHandle.current();
    Instant now = Instant.now();
    return new LockHolder(
        UUID.randomUUID().toString(),
        hostName(),
        processIds(),
        self.pid(),
        self.info().startInstant().orElse(Instant.EPOCH),
        now,
        now);
  }

  LockHolder alive(Instant now) {
    return new LockHolder(id, host, processes, pid, started, since, now);
  }

  /** Whether the holder is gone, as far as can be told from here. */
  boolean isDead(Instant now) {
    if (host.equals(hostName()) && processes.equals(processIds())) {
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty() || pidIsReused();
    }
    return heartbeat.plus(PATIENCE).isBefore(now);
  }

  private boolean pidIsReused() {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().startInstant())
        .map(start -> Duration.between(started, start).abs().compareTo(START_STEP) > 0)
        .orElse(false);
  }

  String text() {
    return "process " + pid + " on " + host + " since " + since;
  }

  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static String processIds() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim()
          + "/"
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return "one"; // no containers without /proc
    }
  }
}
