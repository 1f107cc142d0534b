package io.quantgrid.core.quantize;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.model.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How many bits each module's weights have, from the {@code config_groups} of a {@code
 * quantization_config}. Targets are names of modules, {@code re:} patterns of them, or classes, of
 * which only {@code Linear} has quantized weights here.
 */
final class WeightBits {
  private record Group(int bits, List<String> targets) {}

  private final List<Group> groups;

  private WeightBits(List<Group> groups) {
    this.groups = groups;
  }

  static WeightBits read(JsonNode config) {
    List<Group> groups = new ArrayList<>();
    for (JsonNode group : config.path("config_groups")) {
      List<String> targets = new ArrayList<>();
      group.path("targets").forEach(target -> targets.add(target.asText()));
      groups.add(new Group(group.path("weights").path("num_bits").asInt(), targets));
    }
    return new WeightBits(groups);
  }

  /**
   * @throws ModelException when no group names the module
   */
  int of(String module) {
    for (Group group : groups) {
      for (String target : group.targets) {
        if (target.equals(module) || (target.startsWith("re:") && matches(target, module))) {
          return group.bits;
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
                        + " name, a pattern of it or Linear)"))
        .bits;
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
