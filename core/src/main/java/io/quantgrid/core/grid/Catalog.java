package io.quantgrid.core.grid;

import io.quantgrid.core.evaluate.Task;
import java.util.List;

/**
 * Where models and tasks named in a sweep are found. Serves driver and executors alike: both must
 * resolve to the same. Asking twice is cheap.
 */
public interface Catalog {
  /**
   * The model, its files on this machine (embedded or remote ones are unpacked once to a
   * hash-checked cache). Files that are there but damaged are no error yet: such a model resolves
   * (with 0 parameters when they cannot be counted), and its cells fail when it is loaded.
   *
   * @throws CatalogException when it is not there or no checkpoint; the message says why
   */
  ResolvedModel model(ModelRef ref);

  /** Names of embedded models, for suggestions. */
  List<String> modelNames();

  /**
   * The tasks behind a reference: one, or the members of a group.
   *
   * @throws CatalogException when it is not known or its definition does not load
   */
  List<Task> tasks(TaskRef ref);

  /**
   * How figures of a group and of its inner groups as wholes are made; none for a task and for
   * groups that have no such figures. Reads no data.
   *
   * @throws CatalogException when it is not known or its definition does not load
   */
  default List<GroupRule> groups(TaskRef ref) {
    return List.of();
  }

  /** Names of embedded tasks and groups, for suggestions. */
  List<String> taskNames();
}
