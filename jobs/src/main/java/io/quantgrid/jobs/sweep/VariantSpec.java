package io.quantgrid.jobs.sweep;

import io.quantgrid.core.cost.Residence.Way;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.grid.ModelRef;
import io.quantgrid.core.grid.Variant;
import io.quantgrid.core.quantize.Recipe;
import io.quantgrid.core.quantize.RecipeParser;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.scheme.Scheme;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * A variant in the canonical texts of plan.json, which travel and are parsed where needed.
 *
 * @param calibration texts to look at, if it looks at any
 * @param way how much of it is in memory
 * @param weightBytes that stay in memory while units use it, as far as the plan knows them
 * @param runBytes that each unit takes beside them
 */
record VariantSpec(
    String id,
    String weightsId,
    String model,
    String location,
    String base,
    String adapter,
    String modelHash,
    String format,
    String weights,
    String activations,
    String kv,
    ArrayList<String> keep,
    LinkedHashMap<String, String> layers,
    String method,
    CalibrationSpec calibration,
    Way way,
    long weightBytes,
    long runBytes)
    implements Serializable {
  private static final String NONE = "none";

  static VariantSpec of(Variant variant) {
    Format format = variant.format();
    return new VariantSpec(
        variant.id(),
        variant.weightsId(),
        variant.model().name(),
        variant.model().location(),
        variant.model().base().orElse(""),
        variant.model().adapter().orElse(""),
        variant.modelHash(),
        format.name(),
        text(format.weights()),
        text(format.activations()),
        format.kv().map(KvScheme::canonical).orElse(NONE),
        new ArrayList<>(format.keep()),
        layers(format),
        variant.recipe().canonical(),
        CalibrationSpec.of(variant.calibration()),
        variant.residence().way(),
        variant.residence().weightBytes(),
        variant.residence().runBytes());
  }

  private static LinkedHashMap<String, String> layers(Format format) {
    LinkedHashMap<String, String> out = new LinkedHashMap<>();
    format.layers().forEach(layer -> out.put(layer.pattern(), layer.text()));
    return out;
  }

  private static String text(Optional<Scheme> scheme) {
    return scheme.map(Scheme::canonical).orElse(NONE);
  }

  private static Optional<String> scheme(String text) {
    return Optional.of(text).filter(some -> !some.equals(NONE));
  }

  private static Optional<String> given(String location) {
    return Optional.of(location).filter(text -> !text.isEmpty());
  }

  boolean isBaseline() {
    return weights.equals(NONE) && activations.equals(NONE) && kv.equals(NONE);
  }

  boolean hasQuantizedWeights() {
    return !weights.equals(NONE);
  }

  ModelRef modelRef() {
    return new ModelRef(model, location, given(base), given(adapter));
  }

  Format parsedFormat() {
    return isBaseline()
        ? Format.baseline()
        : FormatParser.explicit(
            format, scheme(weights), scheme(activations), scheme(kv), Optional.of(keep), layers);
  }

  Recipe parsedRecipe() {
    return method.equals(NONE) ? Recipe.none() : RecipeParser.parse(method);
  }
}
