package io.quantgrid.jobs.sweep;

import java.util.HashMap;
import java.util.Map;

/**
 * Keeps what the task slots of a JVM use at once within a limit: who asks for more than is left
 * waits until others are done. Each takes all it needs in one step and holds it to its end, so no
 * two wait for one another. What alone passes the limit runs alone.
 */
final class MemoryGate {
  private final long limit;
  private final Map<String, Integer> users = new HashMap<>();
  private final Map<String, Long> shared = new HashMap<>();
  private long own;

  MemoryGate(long limit) {
    this.limit = limit;
  }

  /** Use of memory; ends with close. */
  interface Use extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits until there is room.
   *
   * @param key of what all users of that key share
   * @param sharedBytes what they share, the same for all of them
   * @param ownBytes what this one takes beside
   */
  synchronized Use enter(String key, long sharedBytes, long ownBytes) throws InterruptedException {
    while (!users.isEmpty() && used() + added(key, sharedBytes) + ownBytes > limit) {
      wait();
    }
    users.merge(key, 1, Integer::sum);
    shared.put(key, sharedBytes);
    own += ownBytes;
    return new Use() {
      private boolean open = true;

      @Override
      public void close() {
        if (open) {
          open = false;
          leave(key, ownBytes);
        }
      }
    };
  }

  private synchronized void leave(String key, long ownBytes) {
    own -= ownBytes;
    if (users.merge(key, -1, Integer::sum) == 0) {
      users.remove(key);
      shared.remove(key);
    }
    notifyAll();
  }

  private long added(String key, long sharedBytes) {
    return shared.containsKey(key) ? 0 : sharedBytes;
  }

  private long used() {
    return own + shared.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What is left for things that nobody uses. */
  synchronized long left() {
    return Math.max(0, limit - used());
  }
}
