package io.quantgrid.jobs.sweep;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Things that are dear to load, shared by the threads of a JVM: loaded once while others wait, kept
 * while somebody uses them, and after that until the room is needed; those not used for the longest
 * time go first. What is in use may pass the bound, since it cannot go.
 */
final class SharedCache<V extends SharedCache.Entry> implements AutoCloseable {
  /** Something with a size that must be closed. */
  interface Entry extends AutoCloseable {
    long bytes();

    @Override
    void close();
  }

  private static final class Slot<V> {
    final CompletableFuture<V> value = new CompletableFuture<>();
    int users;
  }

  /** Use of an entry; ends with close. */
  interface Lease<V> extends AutoCloseable {
    V value();

    @Override
    void close();
  }

  private final long bound;
  private final Map<String, Slot<V>> slots = new LinkedHashMap<>(16, 0.75f, true);

  SharedCache(long boundBytes) {
    this.bound = boundBytes;
  }

  /** The entry of that key, loaded by the first who asks; what loading throws, all of them get. */
  Lease<V> acquire(String key, Callable<V> loader) throws Exception {
    Slot<V> slot;
    boolean first;
    synchronized (slots) {
      slot = slots.get(key);
      first = slot == null;
      if (first) {
        slot = new Slot<>();
        slots.put(key, slot);
      }
      slot.users++;
    }
    if (first) {
      load(key, slot, loader);
    }
    V value = await(slot);
    Slot<V> used = slot;
    return new Lease<>() {
      private boolean open = true;

      @Override
      public V value() {
        return value;
      }

      @Override
      public void close() {
        if (open) {
          open = false;
          release(used);
        }
      }
    };
  }

  private void load(String key, Slot<V> slot, Callable<V> loader) {
    try {
      synchronized (slots) {
        shrink(); // before, so that old and new need not fit together
      }
      slot.value.complete(loader.call());
    } catch (Throwable e) {
      synchronized (slots) {
        slots.remove(key, slot);
      }
      slot.value.completeExceptionally(e);
    }
  }

  private static <V> V await(Slot<V> slot) throws Exception {
    try {
      return slot.value.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void release(Slot<V> slot) {
    synchronized (slots) {
      slot.users--;
      shrink();
    }
  }

  /** Lets go of entries that nobody uses until those left take no more than that. */
  void shrinkUnused(long most) {
    synchronized (slots) {
      long unused = 0;
      for (Slot<V> slot : slots.values()) {
        unused += slot.users == 0 && isLoaded(slot) ? slot.value.join().bytes() : 0;
      }
      release(unused - most);
    }
  }

  private void shrink() {
    long bytes = 0;
    for (Slot<V> slot : slots.values()) {
      bytes += isLoaded(slot) ? slot.value.join().bytes() : 0;
    }
    release(bytes - bound);
  }

  /** Closes what nobody uses, the longest unused first, until that many bytes are free. */
  private void release(long wanted) {
    long surplus = wanted;
    Iterator<Slot<V>> oldestFirst = slots.values().iterator();
    while (surplus > 0 && oldestFirst.hasNext()) {
      Slot<V> slot = oldestFirst.next();
      if (slot.users == 0 && isLoaded(slot)) {
        surplus -= slot.value.join().bytes();
        slot.value.join().close();
        oldestFirst.remove();
      }
    }
  }

  private static boolean isLoaded(Slot<?> slot) {
    return slot.value.isDone() && !slot.value.isCompletedExceptionally();
  }

  /** Closes what nobody uses; what is in use closes when its last user is done with it. */
  @Override
  public void close() {
    synchronized (slots) {
      Iterator<Slot<V>> all = slots.values().iterator();
      while (all.hasNext()) {
        Slot<V> slot = all.next();
        if (slot.users == 0 && isLoaded(slot)) {
          slot.value.join().close();
          all.remove();
        }
      }
    }
  }
}
