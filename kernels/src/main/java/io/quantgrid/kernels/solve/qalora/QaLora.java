package io.quantgrid.kernels.solve.qalora;

import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.form.RealZeros;
import io.quantgrid.kernels.form.WeightForm;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.Compensation;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Origin;
import io.quantgrid.kernels.solve.Origin.GroupUpdate;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.tensor.Engine;
import java.util.TreeMap;

/**
 * QA-LoRA (arXiv 2309.14717): the base model is quantized in groups, and what the adapter adds, one
 * number for each row and group, goes into the zero points: {@code (code - zero) scale + update =
 * (code - (zero - update / scale)) scale}. Exact up to the rounding of float32; no bit more than
 * zero points in float32 take.
 *
 * <p>Notes: {@code adapter_groups}, how many zero points were moved. A layer that the adapter
 * leaves alone stays as the solver leaves it.
 */
public record QaLora() implements Compensation {
  /** The solver sees the base model's weights, not those that the adapter has changed. */
  @Override
  public Solver after(Solver solver) {
    return (layer, engine) -> {
      Origin origin = origin(layer);
      return origin.update().isEmpty()
          ? solver.solve(layer, engine)
          : compensate(layer, solver.solve(layer.withWeights(origin.base()), engine), engine);
    };
  }

  /** Adds the adapter to a quantized base weight. */
  @Override
  public Solution compensate(LinearLayer layer, Solution found, Engine engine) {
    Origin origin = origin(layer);
    if (origin.update().isEmpty()) {
      return found;
    }
    RealZeros merged = merged(layer, numbers(layer, found.weight()), origin.update().get());
    TreeMap<String, Double> notes = new TreeMap<>(found.notes());
    notes.put("adapter_groups", (double) merged.zeros().length);
    return new Solution(merged, found.bias(), notes);
  }

  private static Origin origin(LinearLayer layer) {
    return layer
        .origin()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot quantize "
                        + layer.name()
                        + " by qa_lora without an adapter (expected a model with one)"));
  }

  /** Codes, scales and zero points of what the solver left. */
  private static RealZeros numbers(LinearLayer layer, WeightForm form) {
    if (form instanceof RealZeros zeros && isGrouped(zeros.scheme())) {
      return zeros;
    }
    if (!(form instanceof Plain plain)
        || !(plain.matrix().scheme().element() instanceof IntegerType)
        || !isGrouped(plain.matrix().scheme())) {
      throw new IllegalArgumentException(
          "Cannot merge an adapter into "
              + layer.name()
              + " as "
              + form.name()
              + " of "
              + layer.scheme()
              + " (expected integers in groups, as int4/group32/asym, by rtn, gptq or hqq)");
    }
    QuantizedMatrix matrix = plain.matrix();
    float[] zeros = new float[matrix.scales().length];
    for (int i = 0; i < matrix.zeroPoints().length; i++) {
      zeros[i] = matrix.zeroPoints()[i];
    }
    return new RealZeros(
        matrix.scheme(),
        matrix.rows(),
        matrix.columns(),
        matrix.codes(),
        matrix.scales(),
        matrix.scaleType(),
        zeros);
  }

  private static boolean isGrouped(Scheme scheme) {
    return scheme.granularity() instanceof Granularity.Group && !scheme.twoLevel();
  }

  private static RealZeros merged(LinearLayer layer, RealZeros numbers, GroupUpdate update) {
    int size = numbers.scheme().granularity().groupSize(numbers.columns());
    if (update.groupSize() % size != 0) {
      throw new IllegalArgumentException(
          "Cannot merge an adapter by "
              + update.groupSize()
              + " inputs into "
              + layer.name()
              + " in groups of "
              + size
              + " (expected a group size that divides the adapter's)");
    }
    int groups = numbers.columns() / size;
    int updates = numbers.columns() / update.groupSize();
    float[] zeros = numbers.zeros().clone();
    for (int i = 0; i < zeros.length; i++) {
      int at = i / groups * updates + i % groups * size / update.groupSize();
      zeros[i] -= update.values()[at] / numbers.scales()[i];
    }
    return new RealZeros(
        numbers.scheme(),
        numbers.rows(),
        numbers.columns(),
        numbers.codes(),
        numbers.scales(),
        numbers.scaleType(),
        zeros,
        Float32.TYPE);
  }
}
