package io.quantgrid.kernels.form;

import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What has to be known of a form, beside its arrays and its shape, to read it back.
 *
 * @param name of the form, {@link WeightForm#name}
 * @param parameters by name, as text
 * @param parts of the forms that it is made of
 */
public record Description(
    String name, SortedMap<String, String> parameters, List<Description> parts) {
  private static final String COUNT = "1 or more";

  public Description {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    parts = List.copyOf(parts);
  }

  /** Parameters from names and values in turn. */
  static SortedMap<String, String> values(Object... namesAndValues) {
    SortedMap<String, String> out = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      out.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
    }
    return out;
  }

  /** A number of things. */
  int count(String parameter) {
    String text = text(parameter);
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(problem(parameter + " " + text, COUNT), e);
    }
    throw new IllegalArgumentException(problem(parameter + " " + text, COUNT));
  }

  Scheme scheme() {
    return SchemeParser.parse(text("scheme"));
  }

  FloatType type(String parameter) {
    String text = text(parameter);
    if (ElementTypes.named(text) instanceof FloatType type) {
      return type;
    }
    throw new IllegalArgumentException(problem(parameter + " " + text, "a floating type"));
  }

  Description onlyPart() {
    if (parts.size() != 1) {
      throw new IllegalArgumentException(problem(parts.size() + " parts", "1"));
    }
    return parts.get(0);
  }

  private String text(String parameter) {
    String text = parameters.get(parameter);
    if (text == null) {
      throw new IllegalArgumentException(
          problem("parameters " + parameters.keySet(), "also " + parameter));
    }
    return text;
  }

  private String problem(String what, String expected) {
    return "Cannot read " + name + ": " + what + " (expected " + expected + ")";
  }
}
