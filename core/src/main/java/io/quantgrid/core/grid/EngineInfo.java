package io.quantgrid.core.grid;

import io.quantgrid.kernels.tensor.Engine;

/** The engine that a plan is made for: all that ids need to know of it. */
public record EngineInfo(String name, String version, String device) {
  public static EngineInfo of(Engine engine) {
    return new EngineInfo(engine.name(), engine.version(), engine.device());
  }
}
