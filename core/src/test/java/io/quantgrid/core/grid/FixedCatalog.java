package io.quantgrid.core.grid;

import io.quantgrid.core.evaluate.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two embedded models, folders that hold a file named config.json, three tasks and a group of two
 * of them.
 */
final class FixedCatalog implements Catalog {
  private final Map<String, String> hashes = new TreeMap<>();
  private final Map<String, List<Task>> tasks = new TreeMap<>();

  FixedCatalog() {
    hashes.put("pocket-s", "hash of s");
    hashes.put("pocket-m", "hash of m");
    for (String name : List.of("stories", "mapping", "ethics")) {
      with(FixedTask.of(name));
    }
    tasks.put("pocket", List.of(tasks.get("stories").get(0), tasks.get("mapping").get(0)));
  }

  FixedCatalog with(String model, String hash) {
    hashes.put(model, hash);
    return this;
  }

  FixedCatalog with(Task task) {
    tasks.put(task.name(), List.of(task));
    return this;
  }

  @Override
  public ResolvedModel model(ModelRef ref) {
    String hash = hashes.get(ref.location());
    if (hash == null) {
      Path config = Path.of(ref.location()).resolve("config.json");
      if (!Files.exists(config)) {
        throw new CatalogException(
            "Cannot find the model: " + ref.location() + " (expected config.json in it)");
      }
      hash = "hash of " + ref.location();
    }
    return new ResolvedModel(ref, Path.of("").toAbsolutePath(), hash, "llama", 1_000_000, 1024);
  }

  @Override
  public List<String> modelNames() {
    return List.copyOf(hashes.keySet());
  }

  @Override
  public List<Task> tasks(TaskRef ref) {
    if (ref.file().isPresent()) {
      throw new CatalogException("Cannot read task file: " + ref.text() + " (expected a task)");
    }
    return tasks.get(ref.text());
  }

  @Override
  public List<String> taskNames() {
    return List.copyOf(tasks.keySet());
  }
}
