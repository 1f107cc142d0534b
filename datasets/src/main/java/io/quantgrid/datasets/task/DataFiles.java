package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.read.JsonLines;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The data behind a task's splits: {@code dataset_path: json} with {@code data_files}. */
final class DataFiles {
  private static final String KWARGS = "dataset_kwargs";
  private final TaskFile file;
  private final Map<String, Path> files;
  private final String evaluatedSplit;
  private final Optional<String> poolSplit;

  DataFiles(TaskFile file) {
    this.file = file;
    this.files = files();
    this.evaluatedSplit =
        file.string("test_split")
            .or(() -> file.string("validation_split"))
            .orElseThrow(
                () -> file.problem("test_split", "none", "one of the splits " + files.keySet()));
    this.poolSplit =
        file.section("fewshot_config")
            .string("split")
            .or(() -> file.string("fewshot_split"))
            .or(() -> file.string("training_split"))
            .or(() -> file.string("validation_split"));
  }

  /** What is evaluated: the test split, else the validation split. */
  JsonLines evaluated() {
    String key = file.value("test_split").isPresent() ? "test_split" : "validation_split";
    return open(key, evaluatedSplit);
  }

  /** Whether few-shot examples come from the items themselves. */
  boolean poolIsEvaluated() {
    return poolSplit.orElse(evaluatedSplit).equals(evaluatedSplit);
  }

  /** What few-shot examples come from, if not from the items themselves. */
  Optional<JsonLines> pool() {
    return poolIsEvaluated()
        ? Optional.empty()
        : poolSplit.map(split -> open("fewshot_split", split));
  }

  private JsonLines open(String key, String split) {
    Path path = files.get(split);
    if (path == null) {
      throw file.problem(key, split, "one of the splits " + files.keySet());
    }
    JsonLines lines = JsonLines.open(path);
    if (lines.size() == 0) {
      throw new TaskException(
          "Cannot load "
              + file.file()
              + ": the split "
              + split
              + " is empty: "
              + path
              + " (expected at least one line)");
    }
    return lines;
  }

  private Map<String, Path> files() {
    String path = file.string("dataset_path").orElse("none");
    if (!path.equals("json")) {
      throw file.problem(
          "dataset_path", path, "json with dataset_kwargs.data_files: nothing is downloaded");
    }
    Section kwargs = file.section(KWARGS);
    kwargs.checkKeys(List.of("data_files"), List.of("data_dir", "field", "trust_remote_code"));
    Object value =
        kwargs
            .value("data_files")
            .orElseThrow(() -> file.problem(KWARGS, kwargs.keys(), "data_files"));
    Map<String, Path> found = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((split, name) -> found.put(String.valueOf(split), resolve(kwargs, name)));
    } else {
      found.put("train", resolve(kwargs, value));
    }
    return found;
  }

  private Path resolve(Section kwargs, Object value) {
    Object one = value instanceof List<?> list && list.size() == 1 ? list.get(0) : value;
    if (!(one instanceof String name) || name.isBlank()) {
      throw kwargs.problem("data_files", value, "one file of JSON lines per split");
    }
    try {
      return file.folder(KWARGS).resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw kwargs.problem("data_files", name, "a path");
    }
  }
}
