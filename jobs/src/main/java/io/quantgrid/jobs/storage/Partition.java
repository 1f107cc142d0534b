package io.quantgrid.jobs.storage;

import io.quantgrid.core.grid.WorkUnit;
import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A folder of the samples table: {@code samples/model=M/task=T}, the values percent-encoded. */
public record Partition(String model, String task) implements Serializable, Comparable<Partition> {
  private static final Pattern FOLDER = Pattern.compile("samples/model=([^/]+)/task=([^/]+)/[^/]+");

  /** Where it lies in the output folder. */
  public String folder() {
    return "samples/model=" + PartitionValue.encode(model) + "/task=" + PartitionValue.encode(task);
  }

  /** The file of one unit. */
  public String file(WorkUnit unit) {
    return folder() + "/" + UnitName.of(unit) + ".parquet";
  }

  static Optional<Partition> ofFile(String path) {
    Matcher matcher = FOLDER.matcher(path);
    return matcher.matches()
        ? Optional.of(
            new Partition(
                PartitionValue.decode(matcher.group(1)), PartitionValue.decode(matcher.group(2))))
        : Optional.empty();
  }

  @Override
  public int compareTo(Partition other) {
    int byModel = model.compareTo(other.model);
    return byModel != 0 ? byModel : task.compareTo(other.task);
  }
}
