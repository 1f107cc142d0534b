package io.quantgrid.core.model.family;

import io.quantgrid.core.checkpoint.TensorView;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Embedding;
import io.quantgrid.core.model.architecture.Head;
import io.quantgrid.core.model.architecture.Head.Tying;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.core.model.architecture.Projection;
import io.quantgrid.core.model.architecture.Projection.Output;
import io.quantgrid.core.model.architecture.ShortConvolution;
import io.quantgrid.core.model.architecture.StateSpacePart;
import io.quantgrid.core.model.family.Modules.Bias;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Keys and names of tensors that Mamba and Mamba-2 have in common. How the stream is rounded
 * between layers ({@code residual_in_fp32}) is read but not followed: it has the type that a model
 * computes in, as in every family.
 */
record StateSpaceKeys(
    int hidden, int inner, int state, int kernel, int vocabulary, double eps, Tying tying) {
  private static final int MOST_INNER = 1 << 24;
  private static final String TABLE = "backbone.embeddings.weight";

  static StateSpaceKeys read(ConfigKeys keys, int state, Tying ifMissing) {
    keys.only("hidden_act", "silu");
    keys.flag("residual_in_fp32", true);
    // How weights are drawn before training, and how the reference goes about its products.
    keys.ignore(
        "time_step_min",
        "time_step_max",
        "time_step_floor",
        "time_step_scale",
        "time_step_init_scheme",
        "rescale_prenorm_residual",
        "chunk_size");
    int hidden = keys.count("hidden_size");
    double inner = keys.positive("expand", 2) * hidden;
    if (inner < 1 || inner > MOST_INNER) {
      keys.problem("expand", "expected 1 to " + MOST_INNER + " channels");
      inner = 1;
    }
    return new StateSpaceKeys(
        hidden,
        keys.count("intermediate_size", (int) inner),
        keys.count("state_size", state),
        keys.count("conv_kernel", 4),
        keys.count("vocab_size"),
        keys.positive("layer_norm_epsilon", 1e-5),
        Modules.tying(keys, ifMissing));
  }

  static String prefix(int layer) {
    return "backbone.layers." + layer + ".mixer.";
  }

  Projection in(ConfigKeys keys, int layer, int rows) {
    return Projection.of(hidden, output(keys, prefix(layer) + "in_proj", rows));
  }

  Projection out(ConfigKeys keys, int layer) {
    return Projection.of(inner, output(keys, prefix(layer) + "out_proj", hidden));
  }

  private static Output output(ConfigKeys keys, String module, int rows) {
    return Modules.output(module, rows, Bias.of(keys, "use_bias", Bias.NONE));
  }

  ShortConvolution convolution(ConfigKeys keys, int layer, int channels) {
    String module = prefix(layer) + "conv1d";
    boolean bias = keys.flag("use_conv_bias", true);
    return new ShortConvolution(
        module + ".weight",
        bias ? Optional.of(module + ".bias") : Optional.empty(),
        channels,
        kernel);
  }

  Architecture architecture(ConfigKeys keys, IntFunction<StateSpacePart> part) {
    return new Architecture(
            Embedding.plain(TABLE, hidden),
            Modules.layers(
                keys.layers("num_hidden_layers"),
                i -> Layer.sequential(Branch.of(norm(i), part.apply(i)))),
            Optional.of(Norm.rms("backbone.norm_f.weight", hidden, eps)),
            Head.plain(Projection.of(hidden, Output.of("lm_head.weight", vocabulary)), tying))
        .seen(Map.of(TABLE, TensorView.of("backbone.embedding.weight"))); // the authors' files
  }

  private Norm norm(int layer) {
    return Norm.rms("backbone.layers." + layer + ".norm.weight", hidden, eps);
  }
}
