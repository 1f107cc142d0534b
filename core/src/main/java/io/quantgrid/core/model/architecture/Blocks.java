package io.quantgrid.core.model.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What quantizing needs to know of a layer, from its description. */
final class Blocks {
  private Blocks() {}

  static Block of(Layer layer, int index) {
    List<List<String>> linears = new ArrayList<>();
    Set<String> others = new LinkedHashSet<>();
    List<Smoothing> smoothings = new ArrayList<>();
    List<String> writers = new ArrayList<>();
    Map<Norm, List<String>> readers = new LinkedHashMap<>();
    Map<String, String> biases = new LinkedHashMap<>();
    for (Branch branch : layer.branches()) {
      Part part = branch.part();
      branch.before().ifPresent(norm -> readersOf(readers, norm).addAll(part.readers()));
    }
    for (Branch branch : layer.branches()) {
      Part part = branch.part();
      branch.before().ifPresent(norm -> norm(norm, others));
      branch.before().ifPresent(norm -> smoothing(readers.remove(norm), norm, smoothings));
      for (Projection projection : part.projections()) {
        linears.add(projection.weights());
        others.addAll(projection.biases());
        projection
            .outputs()
            .forEach(output -> output.bias().ifPresent(b -> biases.put(output.weight(), b)));
      }
      others.addAll(part.others());
      smoothings.addAll(part.smoothings());
      writers.addAll(part.writers());
      branch.after().ifPresent(norm -> norm(norm, others));
    }
    return new Block(index, linears, List.copyOf(others), smoothings, writers, biases);
  }

  private static List<String> readersOf(Map<Norm, List<String>> readers, Norm norm) {
    return readers.computeIfAbsent(norm, key -> new ArrayList<>());
  }

  private static void norm(Norm norm, Set<String> others) {
    others.add(norm.weight());
    norm.bias().ifPresent(others::add);
  }

  /** A norm that several branches read is one place. */
  private static void smoothing(List<String> consumers, Norm norm, List<Smoothing> smoothings) {
    if (consumers != null) {
      smoothings.add(
          new Smoothing(
              new Channels(norm.weight(), norm.bias(), 0, norm.width(), norm.width()),
              Smoothing.Kind.NORM,
              consumers,
              norm.width(),
              1,
              norm.offset()));
    }
  }
}
