package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.stored.FormEntry;
import io.quantgrid.core.stored.Layout;
import io.quantgrid.core.stored.LayoutEntry;
import io.quantgrid.core.stored.MatrixSpec;
import io.quantgrid.core.stored.ModuleEntry;
import io.quantgrid.core.stored.PackQuantized;
import io.quantgrid.core.stored.Part;
import io.quantgrid.core.stored.StoredFloats;
import io.quantgrid.core.stored.StoredModule;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.form.ColumnGroups;
import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.form.StoredArray;
import io.quantgrid.kernels.form.WeightForm;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.Solution;
import io.quantgrid.kernels.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a solution becomes in a checkpoint: a matrix the tensors of a {@link Layout}, with {@code
 * weight_g_idx} where its columns name their groups; any other form its arrays.
 *
 * <pre>
 * MODULE.weight.ARRAY   as the form draws it
 * MODULE.bias           F32 [rows], added to the outputs; only where the solution has one
 * </pre>
 *
 * @param tensors to be written
 * @param module what the configuration has to say of it
 */
record StoredSolution(List<StoredTensor> tensors, StoredModule module) {
  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";

  StoredSolution {
    tensors = List.copyOf(tensors);
  }

  /** Of a layer whose model has no bias. */
  static StoredSolution of(
      String module, Solution solution, Optional<Scheme> activations, Recipe recipe) {
    return of(module, solution, activations, recipe, Optional.empty());
  }

  /**
   * @param module its name, without {@code .weight}
   * @param activations how its input is rounded
   * @param recipe by which the solution was found
   * @param knownBias name of the bias that the model's configuration knows of
   */
  static StoredSolution of(
      String module,
      Solution solution,
      Optional<Scheme> activations,
      Recipe recipe,
      Optional<String> knownBias) {
    WeightForm weight = solution.weight();
    List<StoredTensor> tensors = new ArrayList<>();
    Optional<LayoutEntry> layout = Optional.empty();
    if (weight instanceof Plain plain) {
      layout = Optional.of(entry(plain.matrix().scheme(), activations, recipe.columnOrder()));
      addParts(module, plain.matrix(), layout.get(), tensors);
    } else if (weight instanceof ColumnGroups grouped) {
      LayoutEntry grouping =
          entry(grouped.matrix().scheme(), activations, LayoutEntry.ColumnOrder.GROUP);
      if (grouping.layout() instanceof PackQuantized) {
        layout = Optional.of(grouping);
        addParts(module, grouped.matrix(), grouping, tensors);
        byte[] groups = StoredFloats.write(grouped.groupOf());
        tensors.add(
            StoredTensor.of(
                module + "." + Part.COLUMN_GROUPS, DType.INT32, groups, grouped.columns()));
      }
    }
    Optional<FormEntry> form = Optional.empty();
    if (layout.isEmpty()) {
      for (StoredArray array : weight.arrays()) {
        String name = module + WEIGHT + "." + array.name();
        tensors.add(StoredTensor.of(name, array.dtype(), array.bytes(), array.shape()));
      }
      form =
          Optional.of(
              new FormEntry(weight.description(), weight.rows(), weight.columns(), activations));
    }
    solution
        .bias()
        .ifPresent(
            bias ->
                tensors.add(
                    StoredTensor.of(
                        knownBias.orElse(module + BIAS),
                        DType.FLOAT32,
                        StoredFloats.write(bias, Float32.TYPE),
                        bias.length)));
    ModuleEntry own =
        new ModuleEntry(
            form,
            solution.bias().isPresent() && knownBias.isEmpty()
                ? ModuleEntry.Bias.ADDED
                : ModuleEntry.Bias.NONE,
            recipe.outlierThreshold());
    return new StoredSolution(tensors, new StoredModule(layout, own));
  }

  private static LayoutEntry entry(
      Scheme scheme, Optional<Scheme> activations, LayoutEntry.ColumnOrder order) {
    boolean grouped = scheme.granularity() instanceof Granularity.Group;
    return new LayoutEntry(
        Layout.of(scheme, activations),
        scheme,
        grouped ? order : LayoutEntry.ColumnOrder.NONE,
        activations);
  }

  private static void addParts(
      String module, QuantizedMatrix matrix, LayoutEntry entry, List<StoredTensor> tensors) {
    MatrixSpec spec =
        new MatrixSpec(matrix.scheme(), matrix.rows(), matrix.columns(), matrix.scaleType());
    for (Part part : entry.layout().parts(spec)) {
      tensors.add(part.tensor(module, matrix));
    }
  }

  /** Bits of all tensors but the two numbers of a shape, which say nothing of the weights. */
  long storedBits() {
    return tensors.stream()
        .filter(tensor -> !tensor.name().endsWith("." + Part.SHAPE))
        .mapToLong(tensor -> tensor.size() * Byte.SIZE)
        .sum();
  }
}
