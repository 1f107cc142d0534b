package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Collects what is wrong with a task file, so that one message says it all. */
final class Problems {
  private static final String NEXT = "\n- ";
  private final String prefix;
  private final Set<String> found = new LinkedHashSet<>();
  private Optional<TaskException> first = Optional.empty();

  Problems(Path file) {
    this.prefix = "Cannot load " + file + ": ";
  }

  /** The results for all of them; what is wrong with any is said together. */
  static <T, R> List<R> each(TaskFile file, Collection<T> parts, Function<T, R> read) {
    Problems problems = new Problems(file.file());
    List<R> results = new ArrayList<>();
    parts.forEach(part -> problems.attempt(() -> read.apply(part)).ifPresent(results::add));
    problems.raise();
    return List.copyOf(results);
  }

  /** The part; empty if there is something wrong with it, which is kept. */
  <T> Optional<T> attempt(Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (TaskException e) {
      add(e);
      return Optional.empty();
    }
  }

  void check(Runnable part) {
    try {
      part.run();
    } catch (TaskException e) {
      add(e);
    }
  }

  private void add(TaskException e) {
    first = first.or(() -> Optional.of(e));
    String message = e.getMessage();
    boolean several = message.startsWith(prefix) && message.contains(" problems" + NEXT);
    if (several) {
      String list = message.substring(message.indexOf(NEXT) + NEXT.length());
      found.addAll(List.of(list.split(NEXT)));
    } else {
      found.add(message.startsWith(prefix) ? message.substring(prefix.length()) : message);
    }
  }

  /**
   * @throws TaskException if anything was wrong
   */
  void raise() {
    if (found.size() == 1) {
      throw first.orElseThrow();
    }
    if (found.size() > 1) {
      throw new TaskException(
          prefix + found.size() + " problems" + NEXT + String.join(NEXT, found),
          first.orElseThrow());
    }
  }
}
