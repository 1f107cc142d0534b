package io.quantgrid.jobs.sweep;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.grid.Catalog;
import io.quantgrid.core.grid.ModelRef;
import io.quantgrid.core.grid.ResolvedModel;
import io.quantgrid.core.grid.TaskRef;
import io.quantgrid.datasets.catalog.StandardCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The standard catalog with trouble in one task: it strikes when the items from a position on are
 * asked for.
 */
final class Trouble implements Catalog {
  /** What happens. */
  enum Kind {
    ERROR("a bad document"),
    MEMORY("OutOfMemoryError"),
    STACK("StackOverflowError"),
    /** The process ends as if killed. */
    DEATH(""),
    /** The same, but only the first time. */
    DEATH_ONCE("");

    private final String says;

    Kind(String says) {
      this.says = says;
    }

    String says() {
      return says;
    }

    void strike() {
      switch (this) {
        case ERROR -> throw new IllegalStateException("Cannot read a bad document");
        case MEMORY -> {
          long[][] much = new long[64][];
          for (int i = 0; i < much.length; i++) {
            much[i] = new long[Integer.MAX_VALUE - 8];
          }
        }
        case STACK -> deeper(1);
        case DEATH, DEATH_ONCE -> Runtime.getRuntime().halt(137);
      }
    }

    @SuppressWarnings("InfiniteRecursion") // the point of it
    private static long deeper(long n) {
      return 1 + deeper(n + 1);
    }
  }

  private final Catalog standard = new StandardCatalog();
  private final Kind kind;
  private final String task;
  private final int position;
  private final Path struck;

  Trouble(Kind kind, String task, int position) {
    this(kind, task, position, Path.of(""));
  }

  /**
   * @param struck a file that remembers the first time
   */
  Trouble(Kind kind, String task, int position, Path struck) {
    this.kind = kind;
    this.task = task;
    this.position = position;
    this.struck = struck;
  }

  private boolean strikesNow() {
    try {
      if (kind == Kind.DEATH_ONCE) {
        Files.createFile(struck);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public ResolvedModel model(ModelRef ref) {
    return standard.model(ref);
  }

  @Override
  public List<String> modelNames() {
    return standard.modelNames();
  }

  @Override
  public List<Task> tasks(TaskRef ref) {
    return standard.tasks(ref).stream()
        .map(one -> one.name().equals(task) ? new Troubled(one) : one)
        .toList();
  }

  @Override
  public List<String> taskNames() {
    return standard.taskNames();
  }

  private final class Troubled implements Task {
    private final Task sound;

    Troubled(Task sound) {
      this.sound = sound;
    }

    @Override
    public List<Item> items(int from, int to) {
      if (from == position && strikesNow()) {
        kind.strike();
      }
      return sound.items(from, to);
    }

    @Override
    public String name() {
      return sound.name();
    }

    @Override
    public io.quantgrid.core.evaluate.Kind kind() {
      return sound.kind();
    }

    @Override
    public String type() {
      return sound.type();
    }

    @Override
    public int shots() {
      return sound.shots();
    }

    @Override
    public int size() {
      return sound.size();
    }

    @Override
    public String digest() {
      return sound.digest();
    }

    @Override
    public List<MetricSpec> metrics() {
      return sound.metrics();
    }

    @Override
    public Judgement judge(Item item, List<Response> responses) {
      return sound.judge(item, responses);
    }
  }
}
