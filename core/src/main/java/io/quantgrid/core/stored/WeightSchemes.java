package io.quantgrid.core.stored;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How each module's weights are quantized and stored, from the {@code config_groups} of a {@code
 * quantization_config}. Targets are names of modules, {@code re:} patterns of them, or classes, of
 * which only {@code Linear} has quantized weights here.
 */
final class WeightSchemes {
  /** A scheme and where its tensors lie. */
  record Stored(Layout layout, Scheme scheme) {}

  private record Group(JsonNode arguments, Layout layout, List<String> targets) {}

  private final List<Group> groups;

  private WeightSchemes(List<Group> groups) {
    this.groups = groups;
  }

  /**
   * @param config of a checkpoint; not an object when nothing is quantized
   * @throws ModelException when a layout is not known
   */
  static WeightSchemes read(JsonNode config) {
    List<Group> groups = new ArrayList<>();
    boolean own = config.has(QuantizationConfig.OWN);
    if (config.isObject() && config.path("config_groups").isEmpty() && !own) {
      Layout.named(config.path("format").asText(""));
    }
    for (JsonNode group : config.path("config_groups")) {
      List<String> targets = new ArrayList<>();
      group.path("targets").forEach(target -> targets.add(target.asText()));
      String layout = group.path("format").asText(config.path("format").asText(""));
      groups.add(new Group(group.path("weights"), Layout.named(layout), targets));
    }
    return new WeightSchemes(groups);
  }

  /**
   * @throws ModelException when no group names the module, or its scheme is not understood
   */
  Stored of(String module) {
    Group group = group(module);
    try {
      return new Stored(group.layout, SchemeArguments.read(group.arguments));
    } catch (IllegalArgumentException e) {
      throw new ModelException(
          "Cannot read quantized weights: config_groups of %s: %s"
              .formatted(module, e.getMessage()),
          e);
    }
  }

  private Group group(String module) {
    for (Group group : groups) {
      for (String target : group.targets) {
        if (target.equals(module) || (target.startsWith("re:") && matches(target, module))) {
          return group;
        }
      }
    }
    return groups.stream()
        .filter(group -> group.targets.contains("Linear"))
        .findFirst()
        .orElseThrow(
            () ->
                new ModelException(
                    "Cannot read quantized weights: no config_groups target matches %s (expected its"
                            .formatted(module)
                        + " name, a pattern of it or Linear)"));
  }

  private static boolean matches(String target, String module) {
    try {
      return Pattern.compile(target.substring(3)).matcher(module).lookingAt();
    } catch (PatternSyntaxException e) {
      throw new ModelException(
          "Cannot read quantized weights: config_groups target %s (expected a pattern)"
              .formatted(target),
          e);
    }
  }
}
