package io.quantgrid.core.grid;

import io.quantgrid.core.format.Format;
import io.quantgrid.core.quantize.Compatibility;
import io.quantgrid.core.quantize.Recipe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pairs of format and method that are worth computing, without the baseline.
 *
 * @param merged what equals another and runs as that, in words
 * @param dropped what makes no sense, in words
 * @param remarks what is allowed and perhaps not meant, in words
 */
record Pairs(List<Pair> pairs, List<String> merged, List<String> dropped, List<String> remarks) {
  static final Pairs NONE = new Pairs(List.of(), List.of(), List.of(), List.of());

  /**
   * A format and how its weights are found.
   *
   * @param calibration empty for what looks at no inputs
   */
  record Pair(Format format, Recipe recipe, Optional<CalibrationTask> calibration) {
    Pair(Format format, Recipe recipe) {
      this(format, recipe, Optional.empty());
    }

    /** Whether what is stored depends on texts, where there are some. */
    boolean looksAtInputs() {
      return format.weights().isPresent() && (recipe.mayCalibrate() || format.needsCalibration());
    }

    Pair on(CalibrationTask texts) {
      return new Pair(format, recipe, Optional.of(texts));
    }
  }

  static Pairs of(Draft draft, Problems problems) {
    List<Pair> pairs = new ArrayList<>();
    List<String> merged = new ArrayList<>();
    List<String> dropped = new ArrayList<>();
    Set<String> remarks = new LinkedHashSet<>();
    Set<Recipe> used = new HashSet<>();
    Map<Recipe, String> refusals = new LinkedHashMap<>();
    for (Placed<Format> placed : distinct(draft.formats(), merged)) {
      Format format = placed.value();
      Map<Recipe, List<String>> stands = new LinkedHashMap<>(); // what runs, for which methods
      List<String> clashes = new ArrayList<>();
      for (Placed<Recipe> method : draft.methods()) {
        Recipe recipe = method.value();
        Compatibility fit = Compatibility.check(format, recipe);
        if (fit instanceof Compatibility.Clashes clash) {
          clashes.add(format.name() + " with " + recipe.canonical() + ": " + clash.reason());
          refusals.putIfAbsent(recipe, clash.reason());
        } else if (fit instanceof Compatibility.Merges merge) {
          stands.computeIfAbsent(merge.recipe(), r -> new ArrayList<>()).add(recipe.canonical());
        } else if (fit instanceof Compatibility.Fits fits) {
          stands.putIfAbsent(recipe, new ArrayList<>());
          used.add(recipe);
          remarks.addAll(fits.remarks());
        }
      }
      stands.forEach(
          (recipe, others) -> {
            pairs.add(new Pair(format, recipe));
            if (!others.isEmpty()) {
              String methods = String.join(", ", others);
              merged.add(
                  format.name() + " with " + methods + " runs as method " + recipe.canonical());
            }
          });
      dropped.addAll(clashes);
      if (stands.isEmpty()) {
        String reasons = String.join("; ", clashes);
        problems.add(placed.place(), format.name(), "a method that fits; " + reasons);
      }
    }
    checkMethods(draft, used, refusals, problems);
    return new Pairs(pairs, merged, dropped, List.copyOf(remarks));
  }

  /** Formats under the first of their names. */
  private static List<Placed<Format>> distinct(List<Placed<Format>> formats, List<String> merged) {
    Map<String, Placed<Format>> distinct = new LinkedHashMap<>();
    for (Placed<Format> placed : formats) {
      Format format = placed.value();
      if (format.isBaseline()) {
        continue;
      }
      Placed<Format> first = distinct.putIfAbsent(format.canonical(), placed);
      if (first != null) {
        String name = first.value().name();
        merged.add("format " + format.name() + " computes the same as " + name + " and runs as it");
      }
    }
    return List.copyOf(distinct.values());
  }

  /** RTN alone is what every sweep has without asking, so it may be left over. */
  private static void checkMethods(
      Draft draft, Set<Recipe> used, Map<Recipe, String> refusals, Problems problems) {
    if (Draft.values(draft.methods()).equals(List.of(Recipe.rtn()))) {
      return;
    }
    for (Placed<Recipe> method : draft.methods()) {
      if (!used.contains(method.value())) {
        String reason = refusals.get(method.value());
        problems.add(
            method.place(),
            method.value().canonical(),
            "a format whose weights it quantizes" + (reason == null ? "" : "; " + reason));
      }
    }
  }
}
