package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.FeedForward;
import io.quantgrid.core.model.architecture.Head;
import io.quantgrid.core.model.architecture.Head.Tying;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.core.model.architecture.Projection;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Modules as PyTorch names their tensors: {@code NAME.weight} and {@code NAME.bias}. */
final class Modules {
  /** Whether a linear layer adds to its outputs. */
  enum Bias {
    NONE,
    ADDED;

    static Bias of(ConfigKeys keys, String key, Bias ifMissing) {
      return keys.flag(key, ifMissing == ADDED) ? ADDED : NONE;
    }
  }

  private Modules() {}

  /** Mean and deviation, with a bias. */
  static Norm layerNorm(String module, int width, double eps) {
    return Norm.layer(module + ".weight", module + ".bias", width, eps);
  }

  /** Mean and deviation, without one. */
  static Norm bareLayerNorm(String module, int width, double eps) {
    return new Norm(Norm.Kind.LAYER, module + ".weight", Optional.empty(), width, eps);
  }

  static Projection linear(String module, int columns, int rows, Bias bias) {
    return Projection.of(columns, output(module, rows, bias));
  }

  static Projection.Output output(String module, int rows, Bias bias) {
    return new Projection.Output(
        module + ".weight",
        rows,
        bias == Bias.ADDED ? Optional.of(module + ".bias") : Optional.empty());
  }

  /** Matrices of queries, keys and values that stand alone. */
  static Projection separate(String attention, int columns, int queries, int keys, Bias bias) {
    return Projection.of(
        columns,
        output(attention + "q_proj", queries, bias),
        output(attention + "k_proj", keys, bias),
        output(attention + "v_proj", keys, bias));
  }

  /** An MLP without a gate. */
  static FeedForward feedForward(
      String up, String down, int hidden, int inner, Bias bias, Activation activation) {
    return new FeedForward(
        linear(up, hidden, inner, bias), activation, linear(down, inner, hidden, bias));
  }

  /** As many logits as the file says that there are tokens. */
  static Head head(ConfigKeys keys, String module, int width, Bias bias, Tying ifMissing) {
    return Head.plain(
        linear(module, width, keys.count("vocab_size"), bias), tying(keys, ifMissing));
  }

  static Tying tying(ConfigKeys keys, Tying ifMissing) {
    return keys.flag("tie_word_embeddings", ifMissing == Tying.TIED) ? Tying.TIED : Tying.OWN;
  }

  static List<Layer> layers(int count, IntFunction<Layer> layer) {
    return IntStream.range(0, count).mapToObj(layer).toList();
  }
}
