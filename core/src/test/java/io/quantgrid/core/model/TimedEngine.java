package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An engine that counts and times the operations of another on this thread, and asks after each how
 * much memory the other holds: where a model's time goes.
 */
public final class TimedEngine {
  private static final class Entry {
    private long calls;
    private long nanoseconds;
  }

  private final Map<String, Entry> entries = new TreeMap<>();
  private final Engine engine;
  private long mostBytes;

  public TimedEngine(Engine timed) {
    this.engine =
        (Engine)
            Proxy.newProxyInstance(
                Engine.class.getClassLoader(),
                new Class<?>[] {Engine.class},
                (proxy, method, arguments) -> {
                  long start = nanoseconds();
                  try {
                    return method.invoke(timed, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  } finally {
                    Entry entry = entries.computeIfAbsent(method.getName(), name -> new Entry());
                    entry.calls++;
                    entry.nanoseconds += nanoseconds() - start;
                    mostBytes = Math.max(mostBytes, timed.allocatedBytes());
                  }
                });
  }

  public Engine engine() {
    return engine;
  }

  /** Processor time of this thread, so that other processes do not count. */
  public static long nanoseconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  void reset() {
    entries.clear();
  }

  /** Of the named operations. */
  public double seconds(Set<String> operations) {
    return entries.entrySet().stream()
        .filter(entry -> operations.contains(entry.getKey()))
        .mapToDouble(entry -> entry.getValue().nanoseconds / 1e9)
        .sum();
  }

  /** The most that the other held after an operation. */
  public long mostBytes() {
    return mostBytes;
  }

  /** Milliseconds computed on this thread and calls of each operation a run, largest first. */
  String table(int runs) {
    return entries.entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> -entry.getValue().nanoseconds))
        .map(
            entry ->
                "    %-16s %9.3f ms %6d calls"
                    .formatted(
                        entry.getKey(),
                        entry.getValue().nanoseconds / 1e6 / runs,
                        entry.getValue().calls / runs))
        .collect(Collectors.joining("\n"));
  }
}
