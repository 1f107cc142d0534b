package io.quantgrid.kernels.tensor;

/** What an engine registers under {@code META-INF/services}; opening it loads native libraries. */
public interface EngineProvider {
  String name();

  Engine open();
}
