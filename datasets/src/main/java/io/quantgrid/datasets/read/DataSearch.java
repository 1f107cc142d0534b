package io.quantgrid.datasets.read;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.kernels.name.Names;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the files of a data set in the folders where they may lie. */
record DataSearch(DataSet set, List<DataRoot> roots) {
  private static final String HUB = "hf://datasets/";
  private static final int MOST_NAMES = 12;

  /** A folder that is there. */
  private record Place(DataRoot root, String relative, Path folder) {}

  /**
   * The files that {@code data_files} list for a split.
   *
   * @throws TaskException if there are none
   */
  List<Path> listed(String key, String split) {
    List<String> patterns = set.files().get(split);
    if (patterns == null) {
      throw problem(key, split, "one of the splits " + set.files().keySet() + " of data_files");
    }
    List<Path> files = new ArrayList<>();
    for (String pattern : patterns) {
      files.addAll(listed(pattern));
    }
    return files;
  }

  private List<Path> listed(String pattern) {
    boolean hub = pattern.startsWith(HUB);
    boolean elsewhere = hub || pattern.matches("[A-Za-z]{2,}://.*") || pattern.startsWith("/");
    List<String> names = new ArrayList<>(elsewhere && !hub ? List.of() : List.of(inside(pattern)));
    if (elsewhere) {
      names.add(pattern.substring(pattern.lastIndexOf('/') + 1));
    }
    if (pattern.startsWith("/")) {
      names.add(0, pattern);
    }
    String path = hub ? hubPath(pattern) : set.path();
    List<String> relatives = new ArrayList<>(hub || !set.isOfFiles() ? spellings(path) : List.of());
    relatives.add("");
    List<Place> places = places(directories(relatives));
    for (String name : names) {
      for (Place place : places) {
        List<Path> found = FilePatterns.in(place.folder(), name);
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    throw new TaskException(
        "Cannot load "
            + set.task()
            + ": dataset_kwargs: data_files: "
            + pattern
            + ": no such file in "
            + places.stream().map(place -> place.folder().toString()).toList()
            + " (expected a file there"
            + held(places)
            + ")");
  }

  /** {@code org/name} of {@code hf://datasets/org/name@revision/path}. */
  private static String hubPath(String pattern) {
    String[] parts = pattern.substring(HUB.length()).split("/", 3);
    return parts.length < 2 ? parts[0] : parts[0] + "/" + parts[1].replaceFirst("@.*", "");
  }

  private static String inside(String pattern) {
    if (!pattern.startsWith(HUB)) {
      return pattern;
    }
    String[] parts = pattern.substring(HUB.length()).split("/", 3);
    return parts[parts.length - 1];
  }

  /**
   * The files of a split by its name.
   *
   * @throws TaskException if there are none
   */
  List<Path> named(String key, String split) {
    List<String> stems = SplitFiles.stems(split, set.name());
    List<Place> places = places(relatives());
    for (Place place : places) {
      List<Path> found = SplitFiles.in(place.folder(), stems);
      if (!found.isEmpty()) {
        return found;
      }
      for (String stem : SplitFiles.stems(split, Optional.empty())) {
        String inner = place.relative().isEmpty() ? stem : place.relative() + "/" + stem;
        List<Path> all = place.root().folder(inner).map(SplitFiles::all).orElse(List.of());
        if (!all.isEmpty()) {
          return all;
        }
      }
    }
    if (split.equals("train") && !set.isOfFiles()) {
      for (Place place : places) {
        List<Path> all = SplitFiles.unnamed(place.folder());
        if (!all.isEmpty()) {
          return all;
        }
      }
    }
    throw problem(key, split + " of " + set.text(), missing(split, places));
  }

  private String missing(String split, List<Place> places) {
    boolean given = roots.size() > 1 || roots.stream().anyMatch(DataRoot.Remote.class::isInstance);
    String first = relatives().get(0);
    List<String> there = roots.stream().filter(DataSearch::isThere).map(DataRoot::name).toList();
    return "a file such as "
        + (first.isEmpty() ? "" : first + "/")
        + split
        + ".jsonl, .json, .csv, .tsv, .txt or .parquet, plain, .gz or .zst, "
        + (there.isEmpty() ? "below a folder of data" : "in " + String.join(" or ", there))
        + "; nothing is downloaded"
        + (given
            ? ""
            : ": name a folder of data with --data, the key data or " + DataFolder.VARIABLE)
        + (places.isEmpty() ? near() : held(places));
  }

  /** Standard tasks lie in no folder that data could be beside. */
  private static boolean isThere(DataRoot root) {
    return !(root instanceof DataRoot.Local local) || Files.isDirectory(local.folder());
  }

  /** What the places hold instead. */
  private static String held(List<Place> places) {
    StringBuilder text = new StringBuilder();
    for (Place place : places) {
      List<String> names = DataRoot.Local.names(place.folder());
      text.append("; ").append(place.folder()).append(" holds ").append(some(names));
    }
    return text.toString();
  }

  /** Folders of other data sets, and one with nearly that name. */
  private String near() {
    Set<String> names = new TreeSet<>();
    List<String> spellings = spellings(set.path());
    for (DataRoot root : roots) {
      names.addAll(root.entries(""));
      int slash = spellings.get(0).indexOf('/');
      if (slash > 0) {
        String organization = spellings.get(0).substring(0, slash);
        root.entries(organization).forEach(name -> names.add(organization + "/" + name));
      }
    }
    if (names.isEmpty()) {
      return "";
    }
    String hint =
        spellings.stream()
            .map(spelling -> Names.hint(spelling, names))
            .filter(one -> !one.isEmpty())
            .findFirst()
            .orElse("");
    return "; there is " + some(List.copyOf(names)) + hint;
  }

  private static String some(List<String> names) {
    int more = names.size() - MOST_NAMES;
    return more <= 0 ? names.toString() : names.subList(0, MOST_NAMES) + " and " + more + " more";
  }

  private List<Place> places(List<String> relatives) {
    List<Place> places = new ArrayList<>();
    for (DataRoot root : roots) {
      for (String relative : relatives) {
        root.folder(relative).ifPresent(folder -> places.add(new Place(root, relative, folder)));
      }
    }
    return places;
  }

  /** Folders that may hold the data set, the most particular first. */
  private List<String> relatives() {
    if (set.isOfFiles()) {
      return directories(List.of(""));
    }
    Set<String> relatives = new LinkedHashSet<>();
    List<String> spellings = spellings(set.path());
    set.name()
        .ifPresent(
            name -> {
              for (String path : spellings) {
                relatives.addAll(List.of(path + "/" + name, path + "__" + name));
                relatives.addAll(List.of(path + "/" + name + "/data", path + "/data/" + name));
              }
            });
    for (String path : spellings) {
      relatives.add(path);
      relatives.add(path + "/data");
      if (set.name().isEmpty()) {
        relatives.add(path + "/default");
      }
    }
    return directories(List.copyOf(relatives));
  }

  private List<String> directories(List<String> relatives) {
    return set.directory().isEmpty()
        ? relatives
        : relatives.stream()
            .map(one -> one.isEmpty() ? set.directory().get() : one + "/" + set.directory().get())
            .toList();
  }

  /** {@code org/name}, {@code org__name}, {@code name}. */
  private static List<String> spellings(String path) {
    return List.copyOf(
        new LinkedHashSet<>(
            List.of(path, path.replace("/", "__"), path.substring(path.lastIndexOf('/') + 1))));
  }

  private TaskException problem(String key, String value, String expected) {
    return new TaskException(
        "Cannot load " + set.task() + ": " + key + ": " + value + " (expected " + expected + ")");
  }
}
