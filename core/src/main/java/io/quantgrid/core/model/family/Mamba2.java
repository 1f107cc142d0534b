package io.quantgrid.core.model.family;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.model.architecture.Head.Tying;
import io.quantgrid.core.model.architecture.HeadStateSpace;
import io.quantgrid.core.model.architecture.HeadStateSpace.Steps;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Norm;
import java.util.List;

/**
 * Mamba-2 (arXiv 2405.21060) with one group: with more, transformers norms all channels together
 * and the authors' code each group by itself.
 */
final class Mamba2 implements Family {
  private static final String LIMIT = "time_step_limit";

  /** Between what steps are held. */
  private record Limits(double least, double most) {}

  @Override
  public List<String> names() {
    return List.of("mamba2");
  }

  @Override
  public List<String> models() {
    return List.of("Mamba-2 130M to 2.7B (-hf)");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    StateSpaceKeys shared = StateSpaceKeys.read(keys, 128, Tying.OWN);
    keys.only("rms_norm", "true");
    keys.ignore("time_step_rank");
    int heads = keys.count("num_heads", 128);
    int headDim = keys.count("head_dim", 64);
    if (heads * (long) headDim != shared.inner()) {
      keys.problem("num_heads", "expected expand * hidden_size / head_dim");
    }
    if (keys.count("n_groups", 8) != 1) {
      keys.problem("n_groups", "expected 1: what more groups are normed by differs between codes");
    }
    Limits limits = limits(keys);
    return Configs.of(
        keys,
        "mamba2",
        shared.hidden(),
        shared.architecture(keys, i -> part(keys, shared, i, heads, headDim, limits)));
  }

  private static HeadStateSpace part(
      ConfigKeys keys, StateSpaceKeys shared, int layer, int heads, int headDim, Limits limits) {
    String prefix = StateSpaceKeys.prefix(layer);
    int inner = heads * headDim;
    int convolved = inner + 2 * shared.state();
    return new HeadStateSpace(
        shared.in(keys, layer, inner + convolved + heads),
        shared.convolution(keys, layer, convolved),
        prefix + "A_log",
        prefix + "D",
        new Steps(prefix + "dt_bias", limits.least(), limits.most()),
        Norm.rms(prefix + "norm.weight", inner, shared.eps()),
        shared.out(keys, layer),
        heads,
        headDim,
        shared.state());
  }

  /** Two numbers, of which the second may be infinite, written so or as a text. */
  private static Limits limits(ConfigKeys keys) {
    if (!keys.has(LIMIT)) {
      return new Limits(0, Double.POSITIVE_INFINITY);
    }
    JsonNode value = keys.value(LIMIT);
    double least = value.path(0).asDouble(Double.NaN);
    double most =
        value.path(1).asText().equals("Infinity")
            ? Double.POSITIVE_INFINITY
            : value.path(1).asDouble(Double.NaN);
    if (value.size() != 2 || !(least >= 0) || !(most >= least)) {
      keys.problem(LIMIT, "expected two numbers, the second not below the first");
      return new Limits(0, 0);
    }
    return new Limits(least, most);
  }
}
