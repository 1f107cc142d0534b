package io.quantgrid.core.model;

import java.util.List;

/** One way of computing: reads its own configuration, names its weights, builds its model. */
interface Family {
  /** Reads and checks the configuration; problems are noted in {@code keys}. */
  ModelConfig read(ConfigKeys keys);

  /**
   * Names of the matrices that a weight format quantizes, in order of computation, those together
   * that have one input.
   */
  List<List<String>> linearWeights(ModelConfig config);

  CausalModel load(ModelConfig config, Loader loader);
}
