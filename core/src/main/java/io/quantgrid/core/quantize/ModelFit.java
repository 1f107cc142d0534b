package io.quantgrid.core.quantize;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.ModelFiles;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.format.LayerScheme;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.core.model.architecture.StateSpacePart;
import io.quantgrid.core.quantize.Allocation.Layer;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.scheme.Scheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What of a format or a method does not fit a model, as far as names and shapes of its tensors
 * tell. A model that cannot be read fails when it is loaded and has no problems here.
 */
public final class ModelFit {
  /** A size in a format's name. */
  private static final Pattern SIZED = Pattern.compile("(^|.*-)g(roup)?[0-9]+(-.*|$)");

  private ModelFit() {}

  private interface Check {
    List<String> of(Checkpoint checkpoint, ModelConfig config);
  }

  /**
   * Patterns of {@code keep} and {@code layers} that match nothing, groups that divide no row, and
   * keys and values where there are none.
   */
  public static List<String> problems(Path model, Format format) {
    return read(
        model,
        (checkpoint, config) -> {
          List<String> states = states(format, config);
          if (format.weights().isEmpty()) {
            return states;
          }
          try {
            QuantizedModules modules = QuantizedModules.of(checkpoint, config, format);
            List<String> out = new ArrayList<>(states);
            out.addAll(groups(format, Layers.of(checkpoint, modules, Recipe.rtn())));
            return out;
          } catch (IllegalArgumentException e) {
            return List.of(e.getMessage());
          }
        });
  }

  /** Rules that match nothing, solvers that meet schemes they do not take, too small budgets. */
  public static List<String> problems(Path model, Format format, Recipe recipe) {
    return read(
        model,
        (checkpoint, config) -> {
          List<Layer> layers;
          try {
            QuantizedModules modules = QuantizedModules.of(checkpoint, config, format);
            layers = Layers.of(checkpoint, modules, recipe);
          } catch (IllegalArgumentException e) {
            return List.of(); // the format's own problem
          }
          List<String> out = methods(format, recipe, layers);
          BlockTransforms.obstacle(recipe, config).ifPresent(out::add);
          return out;
        });
  }

  /**
   * The tool that has quantized the model's weights, as its configuration names it: what is left to
   * a sweep is to evaluate them.
   */
  public static Optional<String> quantizedBy(Path model) {
    try {
      JsonNode how = ModelFiles.of(model).json("config.json").path("quantization_config");
      return how.isObject()
          ? Optional.of(how.path("quant_method").asText("another tool"))
          : Optional.empty();
    } catch (CheckpointException e) {
      return Optional.empty();
    }
  }

  private static List<String> read(Path model, Check check) {
    try (Checkpoint checkpoint = Models.open(model)) {
      if (checkpoint.config().hasNonNull("quantization_config")) {
        return List.of();
      }
      Path file = model.resolve("config.json");
      ModelConfig config = Models.config(checkpoint.config(), file.toString());
      return check.of(checkpoint, config);
    } catch (CheckpointException | ModelException e) {
      return List.of();
    }
  }

  /** A state has no keys and values. */
  private static List<String> states(Format format, ModelConfig config) {
    boolean keeps =
        config.architecture().layers().stream()
            .flatMap(layer -> layer.branches().stream())
            .anyMatch(branch -> branch.part() instanceof StateSpacePart);
    return keeps && format.kv().filter(KvScheme.Kivi.class::isInstance).isPresent()
        ? List.of(
            "Cannot keep states as %s: there are no keys and values (expected one scheme, as int8/token)"
                .formatted(format.kv().get()))
        : List.of();
  }

  private static List<String> groups(Format format, List<Layer> layers) {
    List<String> out = new ArrayList<>();
    SchemePlan plan = SchemePlan.of(format);
    if (!hasUsualGroups(format)) {
      undivided(
              format.weights().orElseThrow(),
              layers,
              layer -> plan.rule(layer.module()).isEmpty(),
              "weights")
          .ifPresent(out::add);
    }
    for (LayerScheme rule : format.layers()) {
      rule.scheme()
          .flatMap(
              scheme ->
                  undivided(
                      scheme,
                      layers,
                      layer -> plan.rule(layer.module()).equals(Optional.of(rule)),
                      "layers " + rule.pattern()))
          .ifPresent(out::add);
    }
    return out;
  }

  /** Whether the size of groups is one that its name implies and nobody asked for. */
  private static boolean hasUsualGroups(Format format) {
    try {
      return format.weights().isEmpty()
          || (FormatParser.parse(format.name()).weights().equals(format.weights())
              && !SIZED.matcher(format.name()).matches());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<String> undivided(
      Scheme scheme, List<Layer> layers, Predicate<Layer> some, String what) {
    TreeSet<Integer> rows = new TreeSet<>();
    layers.stream().filter(some).forEach(layer -> rows.add(layer.columns()));
    boolean wrong =
        scheme.granularity() instanceof Granularity.Group group
            && !rows.isEmpty()
            && rows.stream().noneMatch(columns -> columns % group.size() == 0);
    if (!wrong) {
      return Optional.empty();
    }
    int nearest = scheme.granularity().groupSize(rows.first());
    return Optional.of(
        "Cannot group by "
            + scheme.granularity().text()
            + " in "
            + what
            + ": no row of these layers is a multiple, they have "
            + String.join(", ", rows.stream().map(String::valueOf).toList())
            + " columns (expected a divisor, as group"
            + nearest
            + ")");
  }

  private static List<String> methods(Format format, Recipe recipe, List<Layer> layers) {
    List<String> out = new ArrayList<>();
    for (LayerRecipe rule : recipe.layers()) {
      if (layers.stream().noneMatch(layer -> rule.matches(layer.module()))) {
        out.add(
            "Cannot match layers by %s: no quantized layer is called so (expected a pattern of names such as %s)"
                .formatted(rule.pattern(), layers.isEmpty() ? "lm_head" : layers.get(0).module()));
      }
    }
    SchemePlan plan = SchemePlan.of(format);
    if (recipe.allocation().orElse(null) instanceof MixedGranularity mixed) {
      Scheme fine = format.weights().orElseThrow().with(mixed.fine());
      undivided(fine, layers, layer -> plan.rule(layer.module()).isEmpty(), "mixed")
          .ifPresent(out::add);
    }
    recipe
        .allocation()
        .flatMap(allocation -> allocation.problem(layers, plan))
        .ifPresent(problem -> out.add("Cannot keep a " + problem));
    if (recipe.allocation().isEmpty()) {
      for (Layer layer : layers) {
        Scheme scheme = plan.asked(layer.module()).orElseThrow();
        SolverSchemes.refusal(recipe.forModule(layer.module()).solver(), scheme)
            .map(refusal -> layer.module() + ": " + refusal)
            .filter(text -> out.isEmpty())
            .ifPresent(out::add);
      }
    }
    return out;
  }
}
