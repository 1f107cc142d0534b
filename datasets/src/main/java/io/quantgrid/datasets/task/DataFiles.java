package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.function.FunctionLibraries;
import io.quantgrid.datasets.function.TaskFunction;
import io.quantgrid.datasets.read.DataFolder;
import io.quantgrid.datasets.read.DataFormat;
import io.quantgrid.datasets.read.DataSet;
import io.quantgrid.datasets.read.Documents;
import io.quantgrid.datasets.read.ReadOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The data behind a task's splits, wherever it lies. */
final class DataFiles {
  private static final String KWARGS = "dataset_kwargs";
  private static final String PROCESS = "process_docs";

  private static final List<String> SUPPORTED =
      List.of(
          "data_files",
          "data_dir",
          "field",
          "sep",
          "delimiter",
          "column_names",
          "names",
          "sample_by");

  /** What decides how data is had from where it is published, and nothing once it is here. */
  private static final List<String> IGNORED =
      List.of("trust_remote_code", "revision", "streaming", "verification_mode", "token");

  private static final Map<String, ReadOptions.Unit> UNITS =
      Map.of(
          "line", ReadOptions.Unit.LINE,
          "paragraph", ReadOptions.Unit.PARAGRAPH,
          "document", ReadOptions.Unit.DOCUMENT);

  private final TaskFile file;
  private final DataFolder folder;
  private final DataSet set;
  private final String evaluatedSplit;
  private final Optional<String> poolSplit;

  DataFiles(TaskFile file, DataFolder folder) {
    this.file = file;
    this.folder = folder;
    this.set = set(file);
    this.evaluatedSplit =
        file.string("test_split")
            .or(() -> file.string("validation_split"))
            .orElseThrow(() -> file.problem("test_split", "none", "the split to evaluate"));
    this.poolSplit =
        file.section("fewshot_config")
            .string("split")
            .or(() -> file.string("fewshot_split"))
            .or(() -> file.string("training_split"))
            .or(() -> file.string("validation_split"));
  }

  /** What is evaluated: the test split, else the validation split. */
  Documents evaluated() {
    String key = file.value("test_split").isPresent() ? "test_split" : "validation_split";
    return processed(folder.split(set, key, evaluatedSplit));
  }

  /** Whether few-shot examples come from the items themselves. */
  boolean poolIsEvaluated() {
    return poolSplit.orElse(evaluatedSplit).equals(evaluatedSplit);
  }

  /** What few-shot examples come from, if not from the items themselves. */
  Optional<Documents> pool() {
    return poolIsEvaluated()
        ? Optional.empty()
        : poolSplit.map(split -> processed(folder.split(set, "fewshot_split", split)));
  }

  /**
   * The function {@code process_docs}, if the task has one.
   *
   * @throws TaskException when it is not known
   */
  static Optional<TaskFunction.OfDocuments> processing(TaskFile file) {
    return file.value(PROCESS)
        .map(named -> file.function(PROCESS, named, TaskFunction.OfDocuments.class));
  }

  /** What {@code process_docs} makes of the documents, if the task has it. */
  private Documents processed(Documents documents) {
    Optional<TaskFunction.OfDocuments> named = processing(file);
    if (named.isEmpty()) {
      return documents;
    }
    FunctionLibraries.Found found = file.found(PROCESS, file.value(PROCESS).get());
    TaskFunction.OfDocuments function = named.get().started();
    Documents made = folder.derived(documents, found.id(), 1, function::apply);
    if (made.size() == 0) {
      throw file.problem(
          PROCESS, "no document of " + documents.name() + " left", "one or more that it keeps");
    }
    return made;
  }

  private static DataSet set(TaskFile file) {
    String path =
        file.string("dataset_path")
            .orElseThrow(
                () ->
                    file.problem(
                        "dataset_path",
                        "none",
                        "a data set's name, or one of "
                            + DataFormat.builders()
                            + " with dataset_kwargs.data_files"));
    Section kwargs = file.section(KWARGS);
    kwargs.checkKeys(Stream.concat(SUPPORTED.stream(), IGNORED.stream()).toList());
    Map<String, List<String>> files = files(kwargs);
    boolean named = !files.isEmpty() || kwargs.value("data_dir").isPresent();
    if (DataFormat.isBuilder(path) && !named) {
      throw file.problem(KWARGS, kwargs.keys(), "data_files");
    }
    return new DataSet(
        file.file(),
        file.folder(KWARGS),
        path,
        file.string("dataset_name"),
        files,
        kwargs.string("data_dir"),
        options(path, kwargs));
  }

  private static ReadOptions options(String path, Section kwargs) {
    String unit = kwargs.string("sample_by").orElse("line");
    if (!UNITS.containsKey(unit)) {
      throw kwargs.problem(
          "sample_by", unit, "one of " + UNITS.keySet().stream().sorted().toList());
    }
    List<String> columns = kwargs.strings("column_names");
    return new ReadOptions(
        Optional.of(path).filter(DataFormat::isBuilder),
        kwargs.string("field"),
        kwargs.string("sep").or(() -> kwargs.string("delimiter")),
        columns.isEmpty() ? kwargs.strings("names") : columns,
        UNITS.get(unit));
  }

  /** Names or globs by split; without splits they are those of {@code train}. */
  private static Map<String, List<String>> files(Section kwargs) {
    Map<String, List<String>> files = new LinkedHashMap<>();
    Object value = kwargs.value("data_files").orElse(Map.of());
    if (value instanceof Map<?, ?> map) {
      map.forEach((split, names) -> files.put(String.valueOf(split), names(kwargs, names)));
    } else {
      files.put("train", names(kwargs, value));
    }
    return files;
  }

  private static List<String> names(Section kwargs, Object value) {
    List<?> names = value instanceof List<?> list ? list : List.of(value);
    boolean texts = names.stream().allMatch(one -> one instanceof String text && !text.isBlank());
    if (names.isEmpty() || !texts) {
      throw kwargs.problem("data_files", value, "a file or glob, or a list of them, for a split");
    }
    return names.stream().map(String.class::cast).toList();
  }
}
