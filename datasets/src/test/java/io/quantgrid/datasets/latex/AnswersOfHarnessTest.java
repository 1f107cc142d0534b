package io.quantgrid.datasets.latex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pairs of answers as lm-evaluation-harness 0.4.13 judges them: {@code make_answers.py}. */
class AnswersOfHarnessTest {
  private static final List<JsonNode> PAIRS = new ArrayList<>();

  @BeforeAll
  static void read() throws Exception {
    Path file =
        Path.of(
            Objects.requireNonNull(AnswersOfHarnessTest.class.getResource("/latex/answers.jsonl"))
                .toURI());
    for (String line : Files.readAllLines(file)) {
      PAIRS.add(new ObjectMapper().readTree(line));
    }
  }

  private static String given(JsonNode pair) {
    return pair.get("given").textValue();
  }

  private static String right(JsonNode pair) {
    return pair.get("right").textValue();
  }

  /** Pairs that are judged otherwise here, as {@code given | right}, with the harness's verdict. */
  private static Set<String> differences(String verdict, Predicate<JsonNode> ours) {
    Set<String> differences = new TreeSet<>();
    for (JsonNode pair : PAIRS) {
      boolean theirs = pair.get(verdict).booleanValue();
      if (theirs != ours.test(pair)) {
        differences.add(given(pair) + " | " + right(pair) + " | " + theirs);
      }
    }
    return differences;
  }

  @Test
  void forms_are_those_of_minerva() {
    for (JsonNode pair : PAIRS) {
      assertThat(MinervaForm.CAREFUL.of(given(pair))).isEqualTo(pair.at("/forms/0").textValue());
      assertThat(MinervaForm.CAREFUL.of(right(pair))).isEqualTo(pair.at("/forms/1").textValue());
    }
  }

  @Test
  void forms_of_math_are_equal_where_theirs_are() {
    assertThat(differences("hendrycks", pair -> MathForm.equal(given(pair), right(pair))))
        .isEmpty();
  }

  @Test
  void values_are_equal_where_sympy_finds_them_so_but_for_what_is_listed() {
    assertThat(
            differences(
                "minerva",
                pair -> {
                  String a = pair.at("/forms/0").textValue();
                  String b = pair.at("/forms/1").textValue();
                  return (!a.isEmpty() && a.equals(b)) || LatexValue.equal(a, b);
                }))
        .containsExactlyInAnyOrder(
            "007 | 7 | false",
            "\\log 100 | 2 | false", // simplify leaves it
            "|x| | \\left|x\\right| | false",
            "\\int_0^1 x dx | \\frac12 | true",
            "x^ | x | true"); // sympy reads the beginning
  }

  @Test
  void answers_are_equal_where_math_verify_finds_them_so_but_for_what_is_listed() {
    assertThat(differences("verified", pair -> MathAnswer.equal(given(pair), right(pair))))
        .containsExactlyInAnyOrder(
            // numbers and units
            "1\\,000 | 1000 | false",
            "50\\% | 50 | false",
            "\\mbox{5 cm} | 5 | false",
            // equal all the same
            "\\frac{x}{2}+\\frac{x}{2} | x | false",
            "\\overline{AB} | AB | false",
            // Minerva's form takes the left side away
            "n=5 | m=5 | false",
            // not read here
            "\\sum_{i=1}^{3} i | 6 | true",
            "\\int_0^1 x dx | \\frac12 | true",
            "x<5 | 5>x | true",
            "x\\le 5 | x \\leq 5 | true",
            "x=1 | 1=x | true",
            "x \\in [1,2] | [1,2] | true",
            "\\mathbf{v} | v | true");
  }
}
