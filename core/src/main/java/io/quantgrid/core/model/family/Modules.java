package io.quantgrid.core.model.family;

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

  static List<Layer> layers(int count, IntFunction<Layer> layer) {
    return IntStream.range(0, count).mapToObj(layer).toList();
  }
}
