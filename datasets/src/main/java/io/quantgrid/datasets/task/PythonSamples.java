package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.python.PythonModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Few-shot examples that a task file names by {@code samples: !function utils.list_fewshot_samples}
 * and that the Python file beside it writes out as a list. They take the place of the name, as if
 * they stood in the task file; a function that computes them is left to be refused.
 */
final class PythonSamples {
  static final String CONFIG = "fewshot_config";
  static final String SAMPLES = "samples";

  private PythonSamples() {}

  /** The keys of a file, with the examples where they are written out. */
  static Map<String, Object> resolved(Path file, Map<String, Object> keys) {
    if (!(keys.get(CONFIG) instanceof Map<?, ?> config)
        || !(config.get(SAMPLES) instanceof TaskYaml.PythonFunction function)) {
      return keys;
    }
    Optional<List<?>> samples = samples(file, function.name());
    if (samples.isEmpty()) {
      return keys;
    }
    Map<Object, Object> written = new LinkedHashMap<>(config);
    written.put(SAMPLES, samples.get());
    Map<String, Object> resolved = new LinkedHashMap<>(keys);
    resolved.put(CONFIG, written);
    return resolved;
  }

  private static Optional<List<?>> samples(Path file, String name) {
    int dot = name.lastIndexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    Path module = file.resolveSibling(name.substring(0, dot).replace('.', '/') + ".py");
    if (!Files.isRegularFile(module)) {
      return Optional.empty();
    }
    try {
      return PythonModule.returned(Files.readString(module), name.substring(dot + 1))
          .filter(List.class::isInstance)
          .map(list -> (List<?>) plain(list));
    } catch (IOException e) {
      throw new TaskException(
          "Cannot read " + module + ": " + e + " (expected the examples of " + file + ")", e);
    }
  }

  /** Python's None is null in documents. */
  private static Object plain(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(PythonSamples::plain).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> plain = new LinkedHashMap<>();
      map.forEach((key, one) -> plain.put(key, plain(one)));
      return plain;
    }
    return value instanceof Optional<?> none && none.isEmpty() ? null : value;
  }
}
