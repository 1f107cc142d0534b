package io.quantgrid.core.quantize;

import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.LayerScheme;
import io.quantgrid.core.quantize.Allocation.Layer;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Which scheme each weight of a model is quantized to: what a format's rule for the layer says,
 * else what an allocation chose, else the format's scheme.
 */
public final class SchemePlan {
  private final Format format;
  private final SortedMap<String, Scheme> chosen;

  private SchemePlan(Format format, Map<String, Scheme> chosen) {
    this.format = format;
    this.chosen = Collections.unmodifiableSortedMap(new TreeMap<>(chosen));
  }

  /** As the format says, before any allocation. */
  public static SchemePlan of(Format format) {
    return new SchemePlan(format, Map.of());
  }

  /**
   * As format and recipe say.
   *
   * @param layers all that are quantized
   * @param weights of a layer, asked for one at a time and only when the recipe allocates
   */
  static SchemePlan of(
      Format format, Recipe recipe, List<Layer> layers, Function<Layer, float[]> weights) {
    SchemePlan start = of(format);
    return recipe
        .allocation()
        .map(allocation -> allocation.choose(layers, weights, start))
        .orElse(start);
  }

  /** With other schemes for the modules named; rules of the format stay before them. */
  SchemePlan with(Map<String, Scheme> schemes) {
    return new SchemePlan(format, schemes);
  }

  Format format() {
    return format;
  }

  /** What the format's rules say of a module, empty when none matches it. */
  Optional<LayerScheme> rule(String module) {
    return format.layers().stream().filter(layer -> layer.matches(module)).findFirst();
  }

  /**
   * The scheme of a weight as it is applied, groups of the size that divides the row.
   *
   * @param module name without {@code .weight}
   * @return empty when a rule keeps it at full precision
   */
  public Optional<Scheme> of(String module, int rows, int columns) {
    return asked(module).map(scheme -> applied(scheme, columns));
  }

  /** The scheme as it was asked for. */
  Optional<Scheme> asked(String module) {
    Optional<LayerScheme> rule = rule(module);
    if (rule.isPresent()) {
      return rule.get().scheme();
    }
    return Optional.ofNullable(chosen.get(module)).or(format::weights);
  }

  /** With groups of the size that divides the row. */
  static Scheme applied(Scheme scheme, int columns) {
    return scheme.granularity() instanceof Granularity.Group group
        ? scheme.with(new Granularity.Group(group.groupSize(columns)))
        : scheme;
  }
}
