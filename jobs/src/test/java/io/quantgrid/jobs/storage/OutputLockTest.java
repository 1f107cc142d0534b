package io.quantgrid.jobs.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLockTest {
  @TempDir Path path;
  private OutputFolder folder;

  @BeforeEach
  void open() throws IOException {
    folder = OutputFolder.open(path.toString(), new Configuration());
  }

  /** The lock of a process that was killed: of one that has ended, with its own start time. */
  private String lockOf(long pid, Instant started, Instant heartbeat, String host)
      throws IOException, OutputInUseException {
    try (OutputLock mine = OutputLock.acquire(folder)) {
      mine.check();
      return Files.readString(path.resolve("_lock"))
          .replaceAll("\"pid\":\\d+", "\"pid\":" + pid)
          .replaceAll("\"started\":\"[^\"]*\"", "\"started\":\"" + started + "\"")
          .replaceAll("\"heartbeat\":\"[^\"]*\"", "\"heartbeat\":\"" + heartbeat + "\"")
          .replaceAll("\"host\":\"[^\"]*\"", "\"host\":\"" + host + "\"")
          .replaceAll("\"id\":\"[^\"]*\"", "\"id\":\"left-behind\"");
    }
  }

  private static long endedPid() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    return process.pid();
  }

  @Test
  void a_second_run_is_refused_and_told_by_whom() throws Exception {
    try (OutputLock first = OutputLock.acquire(folder)) {
      first.check();
      assertThatThrownBy(() -> OutputLock.acquire(folder))
          .isInstanceOf(OutputInUseException.class)
          .hasMessageStartingWith("Cannot run on output " + path)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    OutputLock.acquire(folder).close();
    assertThat(path.resolve("_lock")).doesNotExist();
  }

  @Test
  void the_lock_of_a_dead_process_is_taken_over_at_once() throws Exception {
    Files.writeString(
        path.resolve("_lock"),
        lockOf(endedPid(), Instant.now(), Instant.now(), LockHolder.hostName()));
    try (OutputLock taken = OutputLock.acquire(folder)) {
      taken.check();
    }
  }

  @Test
  void a_process_id_that_was_used_again_does_not_hold_the_lock() throws Exception {
    Instant earlier = Instant.now().minus(Duration.ofDays(3));
    Files.writeString(
        path.resolve("_lock"),
        lockOf(ProcessHandle.current().pid(), earlier, Instant.now(), LockHolder.hostName()));
    OutputLock.acquire(folder).close();
  }

  @Test
  void another_hosts_lock_holds_until_its_heart_stops() throws Exception {
    Instant now = Instant.now();
    Files.writeString(path.resolve("_lock"), lockOf(1, now, now.minusSeconds(50), "elsewhere"));
    assertThatThrownBy(() -> OutputLock.acquire(folder))
        .isInstanceOf(OutputInUseException.class)
        .hasMessageContaining("process 1 on elsewhere");
    String beating = Files.readString(path.resolve("_lock"));
    Files.writeString(
        path.resolve("_lock"),
        beating.replaceAll(
            "\"heartbeat\":\"[^\"]*\"", "\"heartbeat\":\"" + now.minusSeconds(61) + "\""));
    OutputLock.acquire(folder).close();
  }

  @Test
  void of_many_who_take_over_one_succeeds() throws Exception {
    String stale = lockOf(endedPid(), Instant.now(), Instant.now(), LockHolder.hostName());
    for (int round = 0; round < 20; round++) {
      Files.writeString(
          path.resolve("_lock"), stale.replace("left-behind", "left-behind-" + round));
      List<OutputLock> winners = Collections.synchronizedList(new ArrayList<>());
      Callable<Boolean> contender =
          () -> {
            try {
              winners.add(OutputLock.acquire(folder));
              return true;
            } catch (OutputInUseException e) {
              return false;
            }
          };
      assertThat(FileTreeContract.race(Collections.nCopies(6, contender))).containsOnlyOnce(true);
      winners.get(0).check();
      winners.get(0).close();
    }
  }

  @Test
  void the_heart_beats_while_the_lock_is_held() throws Exception {
    try (OutputLock lock = OutputLock.acquire(folder.tree(), Duration.ofMillis(20))) {
      byte[] first = Files.readAllBytes(path.resolve("_lock"));
      for (int i = 0; i < 200 && sameAs(first); i++) {
        Thread.sleep(20);
      }
      assertThat(sameAs(first)).isFalse();
      lock.check();
    }
  }

  private boolean sameAs(byte[] content) throws IOException {
    return new String(content, UTF_8).equals(Files.readString(path.resolve("_lock")));
  }

  @Test
  void a_run_whose_lock_was_taken_notices() throws Exception {
    try (OutputLock lock = OutputLock.acquire(folder)) {
      Files.delete(path.resolve("_lock"));
      assertThatThrownBy(lock::check)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another run took its lock");
    }
  }
}
