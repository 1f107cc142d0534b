package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Head.Tying;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Projection;
import io.quantgrid.core.model.architecture.Projection.Output;
import io.quantgrid.core.model.architecture.SelectiveStateSpace;
import java.util.List;
import java.util.Optional;

/** Mamba: selective scans instead of attention (arXiv 2312.00752). */
final class Mamba implements Family {
  @Override
  public List<String> names() {
    return List.of("mamba");
  }

  @Override
  public List<String> models() {
    return List.of("Mamba 130M to 2.8B (-hf)");
  }

  @Override
  public ModelConfig read(ConfigKeys keys) {
    StateSpaceKeys shared = StateSpaceKeys.read(keys, 16, Tying.TIED);
    int rank = rank(keys, shared.hidden());
    return Configs.of(
        keys,
        "mamba",
        shared.hidden(),
        shared.architecture(keys, i -> part(keys, shared, i, rank)));
  }

  private static int rank(ConfigKeys keys, int hidden) {
    int usual = (hidden + 15) / 16;
    boolean named = keys.value("time_step_rank").asText().equals("auto");
    return named ? usual : keys.count("time_step_rank", usual);
  }

  private static SelectiveStateSpace part(
      ConfigKeys keys, StateSpaceKeys shared, int layer, int rank) {
    String prefix = StateSpaceKeys.prefix(layer);
    int inner = shared.inner();
    return new SelectiveStateSpace(
        shared.in(keys, layer, 2 * inner),
        shared.convolution(keys, layer, inner),
        Projection.of(inner, Output.of(prefix + "x_proj.weight", rank + 2 * shared.state())),
        Projection.of(
            rank,
            new Output(prefix + "dt_proj.weight", inner, Optional.of(prefix + "dt_proj.bias"))),
        prefix + "A_log",
        prefix + "D",
        shared.out(keys, layer),
        shared.state());
  }
}
