package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;
import java.util.List;

/** One way of computing: reads its own configuration, names its weights, builds its model. */
interface Family {
  /** Reads and checks the configuration; problems are noted in {@code keys}. */
  ModelConfig read(ConfigKeys keys);

  /** The blocks with their tensors, in order of computation. */
  List<Block> blocks(ModelConfig config);

  /** The tensors outside of them. */
  Outside outside(ModelConfig config);

  CausalModel load(ModelConfig config, Loader loader);

  /** The same model, one block at a time. */
  BlockwiseModel blockwise(
      ModelConfig config, Engine engine, WeightSource outside, Computation computation);
}
