package io.quantgrid.core.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tensors of an unpickled file by their names. Names of dictionaries within dictionaries are
 * joined by dots; where the outermost has no tensors of its own, the one that training scripts keep
 * the model under is taken. Other values are left out.
 *
 * @param tensors by name
 */
record StateDict(NavigableMap<String, TorchTensor> tensors) {
  private static final List<String> WRAPPERS =
      List.of("state_dict", "model_state_dict", "model", "module");

  private static final int MAX_DEPTH = 16;
  private static final int MAX_ENTRIES = 1_000_000;

  /**
   * @throws CheckpointException naming {@code file}, if there are none
   */
  static StateDict of(Path file, Object value) {
    Walk walk = new Walk(file);
    Object model = value;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      Optional<Object> inner = inner(model);
      if (inner.isEmpty()) {
        break;
      }
      model = inner.get();
    }
    walk.add("", model, 0);
    if (walk.found.isEmpty()) {
      throw PickleInput.refused(
          file, "no tensors in a " + PickleStack.kind(value), "a dictionary of tensors");
    }
    return new StateDict(walk.found);
  }

  /** The dictionary that a wrapper without tensors of its own holds the model in. */
  private static Optional<Object> inner(Object value) {
    if (!(value instanceof Map<?, ?> map)
        || map.values().stream().anyMatch(TorchTensor.class::isInstance)) {
      return Optional.empty();
    }
    for (String name : WRAPPERS) {
      if (map.get(name) instanceof Map<?, ?> inner) {
        return Optional.of(inner);
      }
    }
    return Optional.empty();
  }

  /** Dictionaries may hold one another in rings: depth and entries are limited. */
  private static final class Walk {
    private final Path file;
    private final NavigableMap<String, TorchTensor> found = new TreeMap<>();
    private int entries;

    Walk(Path file) {
      this.file = file;
    }

    void add(String prefix, Object value, int depth) {
      if (!(value instanceof Map<?, ?> map)) {
        return;
      }
      if (depth == MAX_DEPTH) {
        throw PickleInput.refused(
            file, "dictionaries within dictionaries", "at most " + MAX_DEPTH + " levels");
      }
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String name = prefix + entry.getKey();
        if (++entries > MAX_ENTRIES) {
          throw PickleInput.refused(file, "over " + MAX_ENTRIES + " entries", "fewer");
        }
        if (entry.getValue() instanceof TorchTensor tensor) {
          if (found.put(name, tensor) != null) {
            throw PickleInput.refused(file, "two tensors " + name, "one of each name");
          }
        } else {
          add(name + ".", entry.getValue(), depth + 1);
        }
      }
    }
  }
}
