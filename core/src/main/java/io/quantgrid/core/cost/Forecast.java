package io.quantgrid.core.cost;

import io.quantgrid.core.format.Format;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.quantize.Recipe;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.DType;
import java.util.Optional;

/**
 * How a variant will compute on an engine, as far as that can be said without the model: a layer
 * whose shape a kernel does not take makes the rows say simulated after all.
 *
 * @param reason in words, for plans
 */
public record Forecast(Compute compute, String reason) {
  /**
   * @param recipe how its weights are found
   * @param wanted what the sweep asks for
   * @param dtype what is not quantized computes in
   */
  public static Forecast of(
      Format format, Recipe recipe, Compute wanted, DType dtype, Kernels kernels) {
    if (format.isBaseline()) {
      return new Forecast(Compute.NATIVE, "nothing is quantized");
    }
    if (wanted == Compute.SIMULATED) {
      return new Forecast(Compute.SIMULATED, "the sweep says compute: simulated");
    }
    if (format.weights().isPresent() && !has(format, dtype, kernels)) {
      String inputs = format.activations().map(scheme -> " with inputs in " + scheme).orElse("");
      return new Forecast(
          Compute.SIMULATED,
          "the engine has no kernel for weights in " + format.weights().get() + inputs);
    }
    Optional<String> step = recipe.beyondKernels();
    if (step.isPresent()) {
      return new Forecast(
          Compute.SIMULATED, "no kernel takes what " + step.get() + " makes of weights");
    }
    if (format.weights().isEmpty() && format.activations().isPresent()) {
      return new Forecast(Compute.SIMULATED, "inputs are quantized, weights are not");
    }
    if (format.kv().isPresent()) {
      return new Forecast(Compute.SIMULATED, "attention computes with dequantized KV entries");
    }
    if (!format.keep().containsAll(Format.defaultKeep())) {
      return new Forecast(Compute.SIMULATED, "embeddings or head are dequantized");
    }
    return new Forecast(
        Compute.NATIVE,
        "the engine has a kernel for "
            + format.weights().get().element().name()
            + " weights"
            + format
                .activations()
                .map(scheme -> " and " + scheme.element().name() + " inputs")
                .orElse(""));
  }

  private static boolean has(Format format, DType dtype, Kernels kernels) {
    Scheme weights = format.weights().get();
    Optional<Scheme> activations = format.activations();
    // Layers of one input are stacked, and a stack has a scale per row at the least.
    return kernels.has(weights, activations, dtype)
        && (!(weights.granularity() instanceof Granularity.PerTensor)
            || kernels.has(weights.with(new Granularity.PerChannel()), activations, dtype));
  }
}
