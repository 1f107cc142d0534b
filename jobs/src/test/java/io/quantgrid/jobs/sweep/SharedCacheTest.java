package io.quantgrid.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedCacheTest {
  private static final class Block implements SharedCache.Entry {
    private final long bytes;
    private volatile boolean closed;

    Block(long bytes) {
      this.bytes = bytes;
    }

    @Override
    public long bytes() {
      return bytes;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void loads_once_while_others_wait() throws Exception {
    SharedCache<Block> cache = new SharedCache<>(100);
    AtomicInteger loads = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<Block>> blocks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      blocks.add(
          threads.submit(
              () -> {
                try (var lease =
                    cache.acquire(
                        "a",
                        () -> {
                          loads.incrementAndGet();
                          Thread.sleep(50);
                          return new Block(10);
                        })) {
                  return lease.value();
                }
              }));
    }
    for (Future<Block> block : blocks) {
      assertThat(block.get()).isSameAs(blocks.get(0).get());
    }
    threads.shutdown();
    assertThat(loads).hasValue(1);
  }

  @Test
  void what_was_not_used_for_the_longest_time_goes_first() throws Exception {
    SharedCache<Block> cache = new SharedCache<>(25);
    Block a = use(cache, "a");
    Block b = use(cache, "b");
    use(cache, "a");
    use(cache, "c");
    assertThat(a.closed).isFalse();
    assertThat(b.closed).isTrue();
    assertThat(use(cache, "a")).isSameAs(a);
  }

  private static Block use(SharedCache<Block> cache, String key) throws Exception {
    try (var lease = cache.acquire(key, () -> new Block(10))) {
      return lease.value();
    }
  }

  @Test
  void what_is_in_use_stays_until_it_is_released() throws Exception {
    SharedCache<Block> cache = new SharedCache<>(5);
    var lease = cache.acquire("a", () -> new Block(10));
    Block b = use(cache, "b");
    assertThat(lease.value().closed).isFalse();
    assertThat(b.closed).isTrue();
    lease.close();
    lease.close();
    assertThat(lease.value().closed).isTrue();
  }

  @Test
  void a_failed_load_is_told_and_tried_again() throws Exception {
    SharedCache<Block> cache = new SharedCache<>(100);
    assertThatThrownBy(
            () ->
                cache.acquire(
                    "a",
                    () -> {
                      throw new OutOfMemoryError("no room");
                    }))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("no room");
    assertThat(use(cache, "a").closed).isFalse();
  }

  @Test
  void closing_frees_what_nobody_uses() throws Exception {
    SharedCache<Block> cache = new SharedCache<>(100);
    Block a = use(cache, "a");
    cache.close();
    assertThat(a.closed).isTrue();
  }
}
