package io.quantgrid.core.quantize;

import io.quantgrid.core.quantize.LayerStatistics.Errors;
import io.quantgrid.kernels.element.Fp4E2m1;
import io.quantgrid.kernels.element.Fp8E4m3;
import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.form.WeightForm;
import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.solve.ShiftedMatrix;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.tensor.Engine;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Quantizes one layer and measures what that did. */
final class LayerQuantizer {
  private final Engine engine;
  private final Optional<Scheme> activations;

  LayerQuantizer(Engine engine, Optional<Scheme> activations) {
    this.engine = engine;
    this.activations = activations;
  }

  /**
   * What is known before.
   *
   * @param linear what the solver is given
   * @param block as {@link LayerStatistics}
   * @param weights as the model came
   * @param transformed whether transforms changed them
   * @param inputs as the model came
   * @param transformedInputs of what the solver is given
   * @param seconds spent on transforms for this layer
   * @param notes of transforms
   * @param bias that the model adds to the layer's outputs
   */
  record Task(
      LayerPlan plan,
      LinearLayer linear,
      int block,
      Distribution weights,
      boolean transformed,
      Optional<Distribution> inputs,
      Optional<Distribution> transformedInputs,
      double seconds,
      SortedMap<String, Double> notes,
      Optional<OwnBias> bias) {}

  /** A bias that the model has. */
  record OwnBias(String name, float[] values) {}

  /**
   * A layer in few bits.
   *
   * @param values what the form stands for
   * @param bias what is added to its outputs, the model's own included, where the solver wants one
   */
  record Quantized(
      float[] values,
      Optional<float[]> bias,
      StoredSolution stored,
      LayerSummary summary,
      LayerStatistics statistics) {}

  Quantized quantize(Task task) {
    LinearLayer layer = task.linear();
    long start = System.nanoTime();
    RecipeSolver solver = new RecipeSolver(task.plan().recipe());
    Solution found = withOwn(solver.solve(layer, engine), task.bias());
    double seconds = task.seconds() + (System.nanoTime() - start) / 1e9;
    WeightForm form = found.weight();
    float[] values = form.dequantize();
    String module = task.plan().module();
    StoredSolution stored =
        StoredSolution.of(
            module, found, activations, task.plan().recipe(), task.bias().map(OwnBias::name));
    long bits = stored.storedBits();
    LayerErrors errors = new LayerErrors(layer, engine);
    Errors after = errors.of(values);
    Errors before = solver.onlyRounds() ? after : errors.of(rounded(layer));
    double perWeight = values.length == 0 ? 0 : (double) bits / values.length;
    SortedMap<String, Double> notes = new TreeMap<>(task.notes());
    notes.putAll(found.notes());
    LayerStatistics statistics =
        new LayerStatistics(
            module,
            task.block(),
            module.substring(module.lastIndexOf('.') + 1),
            layer.rows(),
            layer.columns(),
            layer.scheme().canonical(),
            form.name(),
            perWeight,
            task.weights(),
            task.transformed()
                ? Distributions.of(layer.weights(), layer.columns())
                : task.weights(),
            task.inputs(),
            task.transformedInputs(),
            before,
            after,
            Distributions.scales(form),
            seconds,
            notes);
    return new Quantized(
        values, found.bias(), stored, summary(layer, form, values, perWeight), statistics);
  }

  private static Solution withOwn(Solution solution, Optional<OwnBias> own) {
    if (own.isEmpty() || solution.bias().isEmpty()) {
      return solution;
    }
    float[] sum = own.get().values().clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += solution.bias().get()[i];
    }
    return new Solution(solution.weight(), Optional.of(sum), solution.notes());
  }

  private static float[] rounded(LinearLayer layer) {
    return RoundToNearest.quantize(
            layer.weights(),
            layer.rows(),
            layer.columns(),
            layer.scheme(),
            layer.arithmetic(),
            layer.tensorScale(layer.weights()))
        .dequantize();
  }

  private LayerSummary summary(
      LinearLayer layer, WeightForm form, float[] values, double bitsPerWeight) {
    double errors = 0;
    double squares = 0;
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      double error = (double) values[i] - layer.weights()[i];
      errors += error * error;
      squares += (double) layer.weights()[i] * layer.weights()[i];
      largest = Math.max(largest, Math.abs(error));
    }
    long groups = 0;
    long inFloat = 0;
    if (form instanceof Plain plain && shifts(layer.scheme())) {
      groups = plain.matrix().scales().length;
      inFloat = ShiftedMatrix.of(plain.matrix()).groupsInFloat();
    }
    return new LayerSummary(
        layer.name(),
        layer.rows(),
        layer.columns(),
        layer.scheme().canonical(),
        bitsPerWeight,
        squares == 0 ? 0 : errors / squares,
        largest,
        groups - inFloat,
        inFloat);
  }

  /** Whether FP4 weights are to become FP8 ones beside FP8 activations (ZeroQuant-FP). */
  private boolean shifts(Scheme scheme) {
    ScaleRule rule = scheme.rule();
    boolean related =
        rule == ScaleRule.M1 || rule == ScaleRule.M2_ROW || rule == ScaleRule.M2_TENSOR;
    return related
        && scheme.element() == Fp4E2m1.TYPE
        && activations.filter(inputs -> inputs.element() == Fp8E4m3.TYPE).isPresent();
  }
}
