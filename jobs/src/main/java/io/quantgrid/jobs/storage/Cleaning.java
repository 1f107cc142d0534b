package io.quantgrid.jobs.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Removes what runs that died left behind, and on demand what no plan needs any more. */
public final class Cleaning {
  /** What crashes are counted by, which runs themselves forget; and the guard of moves. */
  private static final Set<String> KEPT = Set.of(".running", ".suspect", ".death", ".guard");

  private final FileTree tree;
  private final OutputFolder folder;
  private final List<String> removed = new ArrayList<>();
  private long bytes;

  private Cleaning(OutputFolder folder) {
    this.folder = folder;
    this.tree = folder.tree();
  }

  /**
   * What was removed.
   *
   * @param paths in the output folder
   * @param bytes their size
   */
  public record Removed(List<String> paths, long bytes) {
    public Removed {
      paths = List.copyOf(paths);
    }
  }

  /**
   * Removes attempts that were not published, half-written variants, files that a merge replaced
   * and locks of the dead. The caller holds the lock, so nothing of it is in use.
   */
  public static Removed orphans(OutputFolder folder) throws IOException {
    Cleaning cleaning = new Cleaning(folder);
    cleaning.removeOrphans();
    return new Removed(cleaning.removed, cleaning.bytes);
  }

  /**
   * Removes, besides orphans, the rows, references, failures and variants that a plan does not
   * name.
   *
   * @param cellIds cells of the plan
   * @param weightsIds stored checkpoints that the plan uses
   */
  public static Removed unused(OutputFolder folder, Set<String> cellIds, Set<String> weightsIds)
      throws IOException {
    Cleaning cleaning = new Cleaning(folder);
    cleaning.removeOrphans();
    cleaning.removeUnused(cellIds, weightsIds);
    return new Removed(cleaning.removed, cleaning.bytes);
  }

  private void removeOrphans() throws IOException {
    removeIf(FileTree.ATTEMPTS, path -> KEPT.stream().noneMatch(path::endsWith));
    for (String id : variants()) {
      if (!folder.hasVariant(id)) {
        removeVariant(id);
      }
    }
    for (SampleFile file : folder.published().superseded()) {
      removeIf(file.partition().folder(), file.path()::equals);
    }
  }

  private void removeUnused(Set<String> cellIds, Set<String> weightsIds) throws IOException {
    for (SampleFile file : folder.published().current()) {
      // A merged file goes when none of its cells is used; a part of it is left to the next merge.
      if (file.units().stream().noneMatch(unit -> cellIds.contains(unit.cellId()))) {
        removeIf(file.partition().folder(), file.path()::equals);
      }
    }
    for (String kind : List.of("baseline", "failures")) {
      removeIf(kind, path -> !cellIds.contains(cellOf(path)));
    }
    for (String id : variants()) {
      if (!weightsIds.contains(id)) {
        removeVariant(id);
      }
    }
  }

  /** The cell of {@code .../<cell>-<first>-<count>.parquet} and alike. */
  private static String cellOf(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1, path.lastIndexOf('.'));
    return UnitName.parse(name).map(unit -> unit.cellId()).orElse("");
  }

  private Set<String> variants() throws IOException {
    Set<String> ids = new TreeSet<>();
    for (FileTree.Listed file : tree.list("variants")) {
      ids.add(file.path().split("/")[1]);
    }
    return ids;
  }

  private void removeVariant(String id) throws IOException {
    removeIf(OutputFolder.variantFolder(id), path -> true);
    tree.delete(OutputFolder.variantFolder(id));
  }

  private void removeIf(String under, Predicate<String> condition) throws IOException {
    for (FileTree.Listed file : tree.list(under)) {
      if (condition.test(file.path())) {
        remove(file);
      }
    }
  }

  private void remove(FileTree.Listed file) throws IOException {
    tree.delete(file.path());
    removed.add(file.path());
    bytes += file.bytes();
  }
}
