package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;
import java.util.List;
import java.util.OptionalInt;

/** Mistral 7B and its kind: Llama's layout with a sliding window (arXiv 2310.06825). */
final class Mistral implements Family {
  /** What transformers assumes when a file does not mention the key; null means no window. */
  private static final int WINDOW = 4096;

  private static final int KV_HEADS = 8;

  @Override
  public ModelConfig read(ConfigKeys keys) {
    int heads = keys.count("num_attention_heads");
    int kvHeads =
        keys.count("num_key_value_heads", keys.mentions("num_key_value_heads") ? heads : KV_HEADS);
    OptionalInt window =
        keys.mentions("sliding_window")
            ? keys.optionalCount("sliding_window")
            : OptionalInt.of(WINDOW);
    return LlamaLayout.read(keys, "mistral", heads, kvHeads, window);
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
