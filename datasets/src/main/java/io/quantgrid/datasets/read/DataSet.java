package io.quantgrid.datasets.read;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a task file says about its data.
 *
 * @param task the task file, for messages
 * @param base the folder that files are relative to: the task file's
 * @param path {@code dataset_path}: {@code allenai/ai2_arc}, or {@code json} and its like for files
 * @param name {@code dataset_name}: {@code ARC-Easy}
 * @param files {@code data_files}: names or globs by split; none where the splits' names decide
 * @param directory {@code data_dir}
 */
public record DataSet(
    Path task,
    Path base,
    String path,
    Optional<String> name,
    Map<String, List<String>> files,
    Optional<String> directory,
    ReadOptions options) {
  public DataSet {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /** {@code allenai/ai2_arc ARC-Easy}. */
  String text() {
    return path + name.map(one -> " " + one).orElse("");
  }

  /** Whether {@code dataset_path} is the name of a format, and {@code data_files} say where. */
  boolean isOfFiles() {
    return DataFormat.isBuilder(path);
  }
}
