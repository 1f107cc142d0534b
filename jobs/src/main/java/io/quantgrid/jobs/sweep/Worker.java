package io.quantgrid.jobs.sweep;

import com.sun.management.OperatingSystemMXBean;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.grid.Catalog;
import io.quantgrid.core.grid.ResolvedModel;
import io.quantgrid.core.grid.TaskRef;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the task slots of a JVM share while a run lasts: the catalog, tasks and models found in it,
 * and the loaded variants.
 */
final class Worker implements AutoCloseable {
  private static final long LEAST_CACHE_BYTES = 256L << 20;

  private static Worker current;

  private final RunSettings settings;
  private final Catalog catalog;
  private final ConcurrentHashMap<String, List<Task>> tasks = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, ResolvedModel> models = new ConcurrentHashMap<>();
  private final SharedCache<LoadedVariant> variants;
  private final MemoryGate memory;

  private Worker(RunSettings settings) {
    this.settings = settings;
    this.catalog = settings.catalogs().open();
    long bound = settings.cacheBytes() > 0 ? settings.cacheBytes() : usualCacheBytes();
    this.memory = new MemoryGate(settings.memoryLimit());
    this.variants =
        new SharedCache<>(
            settings.memoryLimit() > 0 ? Math.min(bound, settings.memoryLimit()) : bound);
  }

  /** Half of what the heap leaves of the machine's (or container's) memory. */
  private static long usualCacheBytes() {
    var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long outsideHeap = machine.getTotalMemorySize() - Runtime.getRuntime().maxMemory();
    return Math.max(LEAST_CACHE_BYTES, outsideHeap / 2);
  }

  /** This JVM's; a run that is new here ends what the one before had loaded. */
  static synchronized Worker of(RunSettings settings) {
    if (current == null || !current.settings.run().equals(settings.run())) {
      release();
      current = new Worker(settings);
    }
    return current;
  }

  /** Frees what the last run in this JVM had loaded. */
  static synchronized void release() {
    if (current != null) {
      current.close();
      current = null;
    }
  }

  RunSettings settings() {
    return settings;
  }

  /**
   * The task of that name behind a reference.
   *
   * @throws IllegalStateException when it is not what was planned with
   */
  Task task(TaskRef ref, String name, String digest) {
    Task task =
        tasks.computeIfAbsent(ref.toString(), key -> catalog.tasks(ref)).stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Cannot evaluate task " + name + ": not in " + ref.text()));
    if (!task.digest().equals(digest)) {
      throw new IllegalStateException(
          "Cannot evaluate task "
              + name
              + ": its digest is "
              + task.digest()
              + " (expected "
              + digest
              + " as planned; did its files change, or differ between machines?)");
    }
    return task;
  }

  /**
   * The model that a variant is of.
   *
   * @throws IllegalStateException when it is not what was planned with
   */
  ResolvedModel model(VariantSpec variant) {
    ResolvedModel model =
        models.computeIfAbsent(variant.location(), key -> catalog.model(variant.modelRef()));
    if (!model.hash().equals(variant.modelHash())) {
      throw new IllegalStateException(
          "Cannot load model "
              + variant.model()
              + ": its hash is "
              + model.hash()
              + " (expected "
              + variant.modelHash()
              + " as planned; did its files change, or differ between machines?)");
    }
    return model;
  }

  /** The variant, ready to be used; where memory is limited, once there is room for it. */
  SharedCache.Lease<LoadedVariant> variant(VariantSpec variant) throws Exception {
    if (settings.memoryLimit() == 0) {
      return acquire(variant);
    }
    MemoryGate.Use use = memory.enter(variant.id(), variant.weightBytes(), variant.runBytes());
    try {
      variants.shrinkUnused(memory.left());
      SharedCache.Lease<LoadedVariant> lease = acquire(variant);
      return new SharedCache.Lease<>() {
        @Override
        public LoadedVariant value() {
          return lease.value();
        }

        @Override
        public void close() {
          lease.close();
          use.close();
        }
      };
    } catch (Exception | Error e) {
      use.close();
      throw e;
    }
  }

  private SharedCache.Lease<LoadedVariant> acquire(VariantSpec variant) throws Exception {
    return variants.acquire(
        variant.id(), () -> LoadedVariant.load(settings, model(variant), variant));
  }

  @Override
  public void close() {
    variants.close();
  }
}
