package io.quantgrid.kernels.tensor;

import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Engines by name, one instance per name and JVM. */
public final class Engines {
  private static final ConcurrentHashMap<String, Engine> OPEN = new ConcurrentHashMap<>();

  private Engines() {}

  /**
   * The engine of that name.
   *
   * @throws IllegalArgumentException when there is none, listing those there are
   */
  public static Engine named(String name) {
    return OPEN.computeIfAbsent(name, key -> provider(key).open());
  }

  /**
   * The types that the engine of that name computes in; opens none.
   *
   * @throws IllegalArgumentException when there is none, listing those there are
   */
  public static Set<DType> computes(String name) {
    return provider(name).computes();
  }

  /** Names of the engines there are, in alphabetical order; opens none. */
  public static List<String> names() {
    return List.copyOf(found().keySet());
  }

  private static EngineProvider provider(String name) {
    SortedMap<String, EngineProvider> found = found();
    EngineProvider provider = found.get(name);
    if (provider == null) {
      throw new IllegalArgumentException(
          "Cannot open engine: " + name + " (expected one of " + found.keySet() + ")");
    }
    return provider;
  }

  private static SortedMap<String, EngineProvider> found() {
    SortedMap<String, EngineProvider> found = new TreeMap<>();
    ServiceLoader.load(EngineProvider.class, Engines.class.getClassLoader())
        .forEach(provider -> found.put(provider.name(), provider));
    return found;
  }
}
