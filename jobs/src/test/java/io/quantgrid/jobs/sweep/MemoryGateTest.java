package io.quantgrid.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
@SuppressWarnings("try") // uses are held, not looked at
class MemoryGateTest {
  private static final int SHORT_MILLIS = 100;

  @Test
  void users_of_one_thing_count_it_once() throws Exception {
    MemoryGate gate = new MemoryGate(100);
    try (MemoryGate.Use first = gate.enter("a", 60, 10);
        MemoryGate.Use second = gate.enter("a", 60, 10)) {
      assertThat(gate.left()).isEqualTo(20);
      first.close();
      first.close();
      assertThat(gate.left()).isEqualTo(30);
      second.close();
    }
    assertThat(gate.left()).isEqualTo(100);
  }

  @Test
  void who_finds_no_room_waits_for_it() throws Exception {
    MemoryGate gate = new MemoryGate(100);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (MemoryGate.Use first = gate.enter("a", 60, 10)) {
      Future<MemoryGate.Use> waiting = other.submit(() -> gate.enter("b", 60, 10));
      assertThat(isDone(waiting)).isFalse();
      first.close();
      waiting.get().close();
    } finally {
      other.shutdown();
    }
    assertThat(gate.left()).isEqualTo(100);
  }

  private static boolean isDone(Future<?> future) throws ExecutionException, InterruptedException {
    try {
      future.get(SHORT_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  @Test
  void what_alone_passes_the_limit_runs_alone() throws Exception {
    MemoryGate gate = new MemoryGate(100);
    try (MemoryGate.Use use = gate.enter("a", 150, 10)) {
      assertThat(gate.left()).isZero();
    }
    assertThat(gate.left()).isEqualTo(100);
  }

  @Test
  void many_slots_never_pass_the_limit_and_all_get_through() throws Exception {
    MemoryGate gate = new MemoryGate(100);
    AtomicLong used = new AtomicLong();
    AtomicLong most = new AtomicLong();
    ExecutorService slots = Executors.newFixedThreadPool(8);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      int bytes = 5 + i * 7 % 40;
      String key = "k" + i;
      all.add(
          slots.submit(
              () -> {
                try (MemoryGate.Use use = gate.enter(key, bytes, bytes)) {
                  most.accumulateAndGet(used.addAndGet(2L * bytes), Math::max);
                  LockSupport.parkNanos(1_000); // others come in meanwhile
                  used.addAndGet(-2L * bytes);
                }
                return null;
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    slots.shutdown();
    assertThat(most.get()).isLessThanOrEqualTo(100);
    assertThat(gate.left()).isEqualTo(100);
  }
}
