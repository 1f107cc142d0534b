package io.quantgrid.core.model.family;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.model.architecture.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Typed reading of a configuration's keys. A mistake is noted and a harmless value returned, so
 * that all mistakes of a file are reported together. A key whose value is null counts as missing.
 */
final class ConfigKeys {
  private static final int LARGEST = 1 << 24;

  private static final int MOST_LAYERS = 1 << 12;

  private final JsonNode node;
  private final String prefix;
  private final List<String> problems;
  private final Set<String> read = new HashSet<>();
  private final Map<String, ConfigKeys> objects = new LinkedHashMap<>();

  ConfigKeys(JsonNode node) {
    this(node, "", new ArrayList<>());
  }

  private ConfigKeys(JsonNode node, String prefix, List<String> problems) {
    this.node = node;
    this.prefix = prefix;
    this.problems = problems;
  }

  boolean has(String key) {
    read.add(key);
    return node.hasNonNull(key);
  }

  /** Whether the key is there, be it with the value null. */
  boolean mentions(String key) {
    read.add(key);
    return node.has(key);
  }

  JsonNode value(String key) {
    read.add(key);
    return node.path(key);
  }

  /** The object under the key; an empty one, and a problem noted, when it is none. */
  ConfigKeys object(String key) {
    read.add(key);
    if (!node.path(key).isObject()) {
      problem(key, "expected an object");
    }
    return objects.computeIfAbsent(
        key, name -> new ConfigKeys(node.path(name), prefix + name + ".", problems));
  }

  int count(String key) {
    if (!has(key)) {
      problems.add(prefix + key + " is missing (expected a whole number from 1)");
      return 1;
    }
    return count(key, 1);
  }

  /** A number of layers. */
  int layers(String key) {
    int layers = count(key);
    if (layers > MOST_LAYERS) {
      problem(key, "expected a whole number from 1 to " + MOST_LAYERS);
      return 1;
    }
    return layers;
  }

  int count(String key, int ifMissing) {
    return optionalCount(key).orElse(ifMissing);
  }

  OptionalInt optionalCount(String key) {
    return whole(key, 1);
  }

  /** A whole number of 0 or more. */
  OptionalInt optionalId(String key) {
    return whole(key, 0);
  }

  private OptionalInt whole(String key, int lowest) {
    if (!has(key)) {
      return OptionalInt.empty();
    }
    JsonNode value = node.get(key);
    if (!isWhole(value, lowest)) {
      problem(key, "expected a whole number from " + lowest + " to " + LARGEST);
      return OptionalInt.of(1);
    }
    return OptionalInt.of(value.intValue());
  }

  /** One id, or a list of them. */
  List<Integer> ids(String key) {
    if (!has(key)) {
      return List.of();
    }
    JsonNode value = node.get(key);
    List<Integer> ids = new ArrayList<>();
    for (JsonNode id : value.isArray() ? value : List.of(value)) {
      if (!isWhole(id, 0)) {
        problem(key, "expected a token id or a list of them");
        return List.of();
      }
      ids.add(id.intValue());
    }
    return List.copyOf(ids);
  }

  private static boolean isWhole(JsonNode value, int lowest) {
    return value.isIntegralNumber()
        && value.canConvertToInt()
        && value.intValue() >= lowest
        && value.intValue() <= LARGEST;
  }

  double positive(String key) {
    if (!has(key)) {
      problems.add(prefix + key + " is missing (expected a number above 0)");
      return 1;
    }
    return positive(key, 1);
  }

  double positive(String key, double ifMissing) {
    return optionalPositive(key).orElse(ifMissing);
  }

  OptionalDouble optionalPositive(String key) {
    if (!has(key)) {
      return OptionalDouble.empty();
    }
    JsonNode value = node.get(key);
    if (!value.isNumber() || !Double.isFinite(value.doubleValue()) || value.doubleValue() <= 0) {
      problem(key, "expected a number above 0");
      return OptionalDouble.of(1);
    }
    return OptionalDouble.of(value.doubleValue());
  }

  boolean flag(String key, boolean ifMissing) {
    if (!has(key)) {
      return ifMissing;
    }
    if (!node.get(key).isBoolean()) {
      problem(key, "expected true or false");
      return ifMissing;
    }
    return node.get(key).booleanValue();
  }

  Optional<String> text(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!node.get(key).isTextual()) {
      problem(key, "expected a text");
      return Optional.empty();
    }
    return Optional.of(node.get(key).textValue());
  }

  /** Notes a problem with the value of a key. */
  void problem(String key, String expected) {
    String value = String.valueOf(node.path(key));
    String shown = value.length() > 60 ? value.substring(0, 60) + "..." : value;
    problems.add(prefix + key + " is " + shown + " (" + expected + ")");
  }

  /**
   * Notes a problem unless the key is missing or says what the code computes anyway.
   *
   * @param computed the only value that is supported, as JSON writes it
   */
  void only(String key, String computed) {
    if (has(key) && !sameValue(node.get(key), computed)) {
      problem(key, "expected " + computed + ", the only value that is supported");
    }
  }

  /** These keys may say anything: they do not change what is computed. */
  void ignore(String... keys) {
    read.addAll(Arrays.asList(keys));
  }

  /** That many numbers above 0. */
  List<Double> positives(String key, int count) {
    List<Double> numbers = new ArrayList<>();
    value(key).forEach(value -> numbers.add(value.asDouble(Double.NaN)));
    if (numbers.size() != count || !numbers.stream().allMatch(n -> n > 0 && n < 1e9)) {
      problem(key, "expected " + count + " numbers above 0");
      return Collections.nCopies(count, 1.0);
    }
    return numbers;
  }

  /** A number, whatever its sign. */
  OptionalDouble number(String key) {
    if (!has(key)) {
      return OptionalDouble.empty();
    }
    JsonNode value = node.get(key);
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      problem(key, "expected a number");
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(value.doubleValue());
  }

  /** The activation that transformers calls so. */
  Activation activation(String key, String ifMissing) {
    String name = text(key).orElse(ifMissing);
    return switch (name) {
      case "silu", "swish" -> Activation.SILU;
      case "relu" -> Activation.RELU;
      case "gelu" -> Activation.GELU;
      case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> Activation.GELU_TANH;
      default -> {
        problem(key, "expected one of silu, relu, gelu, gelu_new, gelu_pytorch_tanh");
        yield Activation.SILU;
      }
    };
  }

  private static boolean sameValue(JsonNode value, String computed) {
    if (value.isNumber()) {
      return String.valueOf(value.doubleValue()).equals(String.valueOf(asNumber(computed)));
    }
    return value.asText().equals(computed);
  }

  private static double asNumber(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** All that was noted, and the keys that nobody has read or knows to be harmless. */
  List<String> allProblems() {
    List<String> all = new ArrayList<>(problems);
    unknown(all);
    return all;
  }

  private void unknown(List<String> all) {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!read.contains(key) && !HarmlessKeys.contains(key) && !node.get(key).isNull()) {
                all.add(
                    prefix
                        + key
                        + " is not known for this family (expected a key that is: it may change what"
                        + " is computed; remove it from the file if it does not)");
              }
            });
    objects.values().forEach(object -> object.unknown(all));
  }
}
