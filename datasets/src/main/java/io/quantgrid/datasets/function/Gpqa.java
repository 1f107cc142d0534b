package io.quantgrid.datasets.function;

import io.quantgrid.core.evaluate.PythonRandom;
import io.quantgrid.datasets.function.TaskFunction.OfDocuments;
import io.quantgrid.datasets.python.PythonSample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * GPQA's answers in random order. The harness shuffles by Python's global generator, which it seeds
 * with 0 before the first task ({@code n_shot}: by one seeded with 42), in the order of the
 * documents: so it is here for every pass over the split.
 */
final class Gpqa implements OfDocuments {
  private static final long GLOBAL_SEED = 0;
  private static final long OWN_SEED = 42;

  /** Columns that hold the choices together, beside one each. */
  private static final List<String> LISTED = List.of("choices");

  private static final List<String> SINGLE = List.of();

  static final List<FunctionLibrary> LIBRARIES =
      List.of(
          library("gpqa/zeroshot", GLOBAL_SEED, Gpqa::spaced, SINGLE),
          library("gpqa/n_shot", OWN_SEED, Gpqa::spaced, SINGLE),
          library("gpqa/cot_zeroshot", GLOBAL_SEED, Gpqa::spaced, LISTED),
          library("gpqa/cot_n_shot", GLOBAL_SEED, Gpqa::spaced, LISTED),
          library("gpqa/generative", GLOBAL_SEED, Gpqa::spaced, LISTED),
          library("leaderboard/gpqa", GLOBAL_SEED, HellaSwag::cleaned, SINGLE));

  private final long seed;
  private final PythonRandom random;
  private final UnaryOperator<String> cleaned;
  private final List<String> together;

  private Gpqa(long seed, UnaryOperator<String> cleaned, List<String> together) {
    this.together = together;
    this.seed = seed;
    this.random = new PythonRandom(seed);
    this.cleaned = cleaned;
  }

  private static FunctionLibrary library(
      String folder, long seed, UnaryOperator<String> cleaned, List<String> together) {
    return new Library(folder, 1, Map.of("utils.process_docs", new Gpqa(seed, cleaned, together)));
  }

  @Override
  public OfDocuments started() {
    return new Gpqa(seed, cleaned, together);
  }

  @Override
  public List<Map<String, Object>> apply(Map<String, Object> fields) {
    List<String> choices = new ArrayList<>();
    for (String column :
        List.of("Incorrect Answer 1", "Incorrect Answer 2", "Incorrect Answer 3")) {
      choices.add(answer(fields, column));
    }
    String right = answer(fields, "Correct Answer");
    choices.add(right);
    PythonSample.shuffle(random, choices);
    Map<String, Object> made = new LinkedHashMap<>(fields);
    for (int i = 0; i < choices.size(); i++) {
      made.put("choice" + (i + 1), choices.get(i));
    }
    together.forEach(column -> made.put(column, List.copyOf(choices)));
    made.put("answer", "(" + (char) ('A' + choices.indexOf(right)) + ")");
    return List.of(made);
  }

  private String answer(Map<String, Object> fields, String column) {
    return fields.containsKey(column) && fields.get(column) == null
        ? " "
        : cleaned.apply(Columns.text(fields, column));
  }

  private static String spaced(String text) {
    return HellaSwag.titled(text).replace("  ", " ");
  }
}
