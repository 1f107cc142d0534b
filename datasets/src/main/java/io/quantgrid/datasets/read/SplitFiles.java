package io.quantgrid.datasets.read;

import io.quantgrid.core.evaluate.TaskException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of a split in a data set's folder, by the names that they usually have. */
final class SplitFiles {
  /** As Hugging Face's loader takes names of files for splits. */
  private static final Map<String, List<String>> ALSO_CALLED =
      Map.of(
          "train", List.of("training"),
          "validation", List.of("valid", "dev", "val"),
          "test", List.of("testing", "eval", "evaluation"));

  private static final Pattern SHARD =
      Pattern.compile("-(\\d{1,9})-of-(\\d{1,9})(-[0-9a-f]+)?(\\..+)");

  private static final Pattern NAMED =
      Pattern.compile(
          "(^|[^a-z0-9])(train|training|validation|valid|dev|val|test|testing|eval|evaluation)"
              + "([^a-z0-9]|$)",
          Pattern.CASE_INSENSITIVE);

  private SplitFiles() {}

  /** Names a split's files may begin with, most usual first. */
  static List<String> stems(String split, Optional<String> name) {
    List<String> splits = new ArrayList<>(List.of(split));
    splits.addAll(ALSO_CALLED.getOrDefault(split, List.of()));
    List<String> stems = new ArrayList<>(splits);
    name.ifPresent(
        one -> {
          for (String delimiter : List.of("-", "_", ".")) {
            splits.forEach(part -> stems.add(one + delimiter + part));
          }
        });
    return stems;
  }

  /**
   * One file, or shards in their order; none when there are none.
   *
   * @throws TaskException if shards are missing
   */
  static List<Path> in(Path folder, List<String> stems) {
    List<String> names = DataRoot.Local.names(folder);
    for (String stem : stems) {
      for (String ending : DataFormat.endings()) {
        if (names.contains(stem + ending) && Files.isRegularFile(folder.resolve(stem + ending))) {
          return List.of(folder.resolve(stem + ending));
        }
        List<Path> shards = shards(folder, names, stem, ending);
        if (!shards.isEmpty()) {
          return shards;
        }
      }
    }
    return List.of();
  }

  private static List<Path> shards(Path folder, List<String> names, String stem, String ending) {
    TreeMap<Integer, Path> found = new TreeMap<>();
    int count = 0;
    for (String name : names) {
      if (name.startsWith(stem)) {
        Matcher shard = SHARD.matcher(name.substring(stem.length()));
        if (shard.matches() && shard.group(4).equals(ending)) {
          found.put(Integer.parseInt(shard.group(1)), folder.resolve(name));
          count = Math.max(count, Integer.parseInt(shard.group(2)));
        }
      }
    }
    if (found.size() != count || (!found.isEmpty() && found.lastKey() != count - 1)) {
      throw new TaskException(
          "Cannot read "
              + stem
              + "-*"
              + ending
              + " in "
              + folder
              + ": "
              + found.size()
              + " of "
              + count
              + " files are there: numbers "
              + found.keySet()
              + " (expected 0 to "
              + (count - 1)
              + ")");
    }
    return List.copyOf(found.values());
  }

  /**
   * All data files of a folder where no name says of which split they are: then all are {@code
   * train}.
   */
  static List<Path> unnamed(Path folder) {
    List<Path> all = all(folder);
    return all.stream().anyMatch(file -> NAMED.matcher(file.getFileName().toString()).find())
        ? List.of()
        : all;
  }

  /** All data files of a folder, by name. */
  static List<Path> all(Path folder) {
    return DataRoot.Local.names(folder).stream()
        .filter(name -> DataFormat.endings().stream().anyMatch(name::endsWith))
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .toList();
  }
}
