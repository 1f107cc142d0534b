package io.quantgrid.datasets.function;

import io.quantgrid.datasets.code.PassAtK;
import io.quantgrid.datasets.code.Sandbox;
import io.quantgrid.datasets.code.SandboxLimits;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How likely one of k programs passes, from those that were generated: each is run with its tests
 * behind it, in a sandbox, equal ones once.
 *
 * @param ks by the metric's name
 */
record PassRate(Map<String, Integer> ks, Tests tests) implements AnswersMeasure {
  private static final String K = "k";

  /** Where the tests of a program are: what is expected, or in the program itself. */
  enum Tests {
    BEHIND,
    INSIDE
  }

  @Override
  public List<String> names() {
    return List.copyOf(ks.keySet());
  }

  @Override
  public Map<String, Score> apply(List<String> expected, List<String> given) {
    Sandbox sandbox = Sandbox.open(SandboxLimits.DEFAULT);
    String behind = tests == Tests.INSIDE ? "" : "\n" + String.join("\n", expected);
    Map<String, Boolean> passed = new HashMap<>();
    int correct = 0;
    for (String program : given) {
      if (passed.computeIfAbsent(program, one -> sandbox.run(one + behind).passed())) {
        correct++;
      }
    }
    Map<String, Score> scores = new LinkedHashMap<>();
    for (Map.Entry<String, Integer> one : ks.entrySet()) {
      if (one.getValue() <= given.size()) {
        scores.put(one.getKey(), Score.of(PassAtK.of(given.size(), correct, one.getValue())));
      }
    }
    return scores;
  }

  /** {@code pass@k} for each of {@code k}, a number or a list of them. */
  record AtK(Tests tests) implements TaskFunction.OfAnswers, TaskFunction.RunsPrograms {
    @Override
    public AnswersMeasure with(Map<String, Object> arguments, int texts) {
      Object value = arguments.getOrDefault(K, "none");
      List<?> values = value instanceof List<?> list ? list : List.of(value);
      Map<String, Integer> ks = new LinkedHashMap<>();
      for (Object one : values) {
        if (!(one instanceof Integer k) || k < 1 || k > texts) {
          throw new IllegalArgumentException(
              "k: %s (expected 1 to the number of repeats, %d)".formatted(value, texts));
        }
        ks.put("pass@" + k, k);
      }
      if (ks.isEmpty() || !Set.of(K).containsAll(arguments.keySet())) {
        throw new IllegalArgumentException(
            arguments.keySet() + " (expected k, how many are drawn)");
      }
      return new PassRate(ks, tests);
    }
  }

  /** {@code pass_at_1}, the share of programs that pass. */
  record AtOne() implements TaskFunction.OfAnswers, TaskFunction.RunsPrograms {
    @Override
    public AnswersMeasure with(Map<String, Object> arguments, int texts) {
      return new PassRate(Map.of("pass_at_1", 1), Tests.BEHIND);
    }
  }
}
