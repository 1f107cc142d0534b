package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;
import java.util.List;
import java.util.OptionalInt;

/**
 * Llama 1 to 3 and what shares their layout (arXiv 2302.13971): defaults of keys that a file leaves
 * out as in transformers 4.57.
 */
final class Llama implements Family {
  @Override
  public ModelConfig read(ConfigKeys keys) {
    keys.only("attention_bias", "false");
    if (keys.has("sliding_window")) {
      keys.problem("sliding_window", "expected null: the llama family sees all tokens");
    }
    int heads = keys.count("num_attention_heads");
    return LlamaLayout.read(
        keys, "llama", heads, keys.count("num_key_value_heads", heads), OptionalInt.empty());
  }

  @Override
  public List<Block> blocks(ModelConfig config) {
    return LlamaLayout.blocks(config);
  }

  @Override
  public Outside outside(ModelConfig config) {
    return LlamaLayout.OUTSIDE;
  }

  @Override
  public CausalModel load(ModelConfig config, Loader loader) {
    return LlamaLayout.load(config, loader);
  }

  @Override
  public BlockwiseModel blockwise(
      ModelConfig config, Engine engine, WeightSource outside, Computation computation) {
    return LlamaLayout.blockwise(config, engine, outside, computation);
  }
}
