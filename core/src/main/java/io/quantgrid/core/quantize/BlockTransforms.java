package io.quantgrid.core.quantize;

import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.quantize.StepType.Calibrates;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The transforms of a recipe, in order. */
final class BlockTransforms {
  private record Step(String name, Calibrates calibration, Transform transform) {}

  private final Engine engine;
  private final SortedMap<String, LayerPlan> plans;
  private final Optional<Scheme> activations;
  private final List<Step> steps = new ArrayList<>();

  /**
   * @throws IllegalArgumentException when a transform of the residual stream comes after another
   */
  BlockTransforms(
      Engine engine,
      SortedMap<String, LayerPlan> plans,
      Recipe recipe,
      Optional<Scheme> activations) {
    this.engine = engine;
    this.plans = plans;
    this.activations = activations;
    for (Recipe.Step step : recipe.steps()) {
      if (step.type().maker() instanceof StepType.Transforms transforms) {
        Transform transform = transforms.make().apply(step.arguments());
        if (transform.changesOutside()
            && steps.stream().anyMatch(before -> !before.transform().changesOutside())) {
          throw new IllegalArgumentException(
              "Cannot apply %s after %s (expected what changes the residual stream first)"
                  .formatted(step.name(), steps.get(steps.size() - 1).name()));
        }
        steps.add(new Step(step.name(), step.calibration(), transform));
      }
    }
  }

  boolean none() {
    return steps.isEmpty();
  }

  boolean changeOutside() {
    return steps.stream().anyMatch(step -> step.transform().changesOutside());
  }

  /**
   * Whether the recipe turns the residual stream of a model that does not let itself be turned.
   *
   * @return what stands against it
   */
  static Optional<String> obstacle(Recipe recipe, ModelConfig config) {
    Optional<String> obstacle = config.architecture().rotationObstacle();
    return recipe.steps().stream()
        .filter(step -> obstacle.isPresent())
        .filter(step -> step.type().made(step.arguments()) instanceof Transform)
        .filter(step -> ((Transform) step.type().made(step.arguments())).changesOutside())
        .findFirst()
        .map(
            step ->
                "Cannot apply %s to a %s model: %s (expected a model whose norms divide by the root mean square of the residual stream alone)"
                    .formatted(step.name(), config.family(), obstacle.get()));
  }

  /** Changes embedding, last norm and head. */
  void outside(OutsideTensors tensors) {
    steps.forEach(step -> step.transform().outside(tensors));
  }

  /**
   * Changes a block; returns what transforms have to say. Before the first, and before each that
   * looks at inputs, these are gathered on what the transforms before it left; but not before the
   * block reads the residual stream as it now is.
   */
  SortedMap<String, Double> block(BlockTensors tensors, Optional<BlockCalibration> calibration) {
    SortedMap<String, Double> notes = new TreeMap<>();
    boolean seen = false;
    for (Step step : steps) {
      Optional<BlockInputs> inputs = Optional.empty();
      boolean looks = step.calibration() != Calibrates.NEVER;
      if (calibration.isPresent() && !step.transform().changesOutside() && (looks || !seen)) {
        calibration.get().observe(Optional.empty());
        inputs = Optional.of(calibration.get()).filter(found -> looks).map(found -> found);
        seen = true;
      }
      notes.putAll(step.transform().block(tensors, context(tensors, inputs)));
    }
    return notes;
  }

  private Transform.Context context(BlockTensors tensors, Optional<BlockInputs> inputs) {
    return new Transform.Context(
        engine,
        weight -> plan(weight).map(LayerPlan::scheme),
        activations,
        tensors.block().linears().stream()
            .flatMap(List::stream)
            .flatMap(weight -> plan(weight).stream())
            .map(LayerPlan::arithmetic)
            .findFirst()
            .orElse(Float32.TYPE),
        inputs);
  }

  private Optional<LayerPlan> plan(String weight) {
    return Optional.ofNullable(plans.get(LayerPlan.module(weight)));
  }
}
