package io.quantgrid.core.stored;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.kernels.form.Description;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A weight that is stored as the arrays of a form, {@code MODULE.weight.ARRAY}.
 *
 * <pre>
 * {"name": "sum", "shape": [512, 256], "activations": "int8/token/sym", "parts": [
 *   {"name": "two_level_groups", "parameters": {"bits": "3", ...}},
 *   {"name": "sparse"}]}
 * </pre>
 *
 * @param activations how the module's input is rounded
 */
public record FormEntry(
    Description description, int rows, int columns, Optional<Scheme> activations) {
  private static final String NAME = "name";
  private static final String SHAPE = "shape";
  private static final String ACTIVATIONS = "activations";
  private static final String PARAMETERS = "parameters";
  private static final String PARTS = "parts";

  ObjectNode json() {
    ObjectNode out = json(description);
    out.putArray(SHAPE).add(rows).add(columns);
    activations.ifPresent(scheme -> out.put(ACTIVATIONS, scheme.canonical()));
    return out;
  }

  private static ObjectNode json(Description description) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put(NAME, description.name());
    if (!description.parameters().isEmpty()) {
      ObjectNode parameters = out.putObject(PARAMETERS);
      description.parameters().forEach(parameters::put);
    }
    if (!description.parts().isEmpty()) {
      ArrayNode parts = out.putArray(PARTS);
      description.parts().forEach(part -> parts.add(json(part)));
    }
    return out;
  }

  /**
   * @throws IllegalArgumentException when it is not understood
   */
  static FormEntry read(JsonNode json) {
    JsonNode shape = json.path(SHAPE);
    if (shape.size() != 2 || shape.path(0).asInt() < 1 || shape.path(1).asInt() < 1) {
      throw new IllegalArgumentException("shape " + shape + " of a form (expected rows, columns)");
    }
    return new FormEntry(
        description(json),
        shape.path(0).asInt(),
        shape.path(1).asInt(),
        json.has(ACTIVATIONS)
            ? Optional.of(SchemeParser.parse(json.get(ACTIVATIONS).asText()))
            : Optional.empty());
  }

  private static Description description(JsonNode json) {
    SortedMap<String, String> parameters = new TreeMap<>();
    json.path(PARAMETERS)
        .properties()
        .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
    List<Description> parts = new ArrayList<>();
    json.path(PARTS).forEach(part -> parts.add(description(part)));
    return new Description(json.path(NAME).asText(""), parameters, parts);
  }
}
