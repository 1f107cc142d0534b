package io.quantgrid.datasets.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.Prompt.Message;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Good. [[7]]                      | 7",
        "[[3]] no, rather [[ 8.5 ]]       | 8.5",
        "Grade: [[9/10]]                  | 9",
        "Rating: [6]                      | 6",
        "**Score**: 4                     | 4",
        "The rating is 5 of ten.          | 5",
        "I would say 8/10.                | 8",
        "Answer [1] of [[12]], grade: 3   | 1",
        "[[0]]                            | none",
        "It has 3 mistakes                | none",
        "''                               | none",
      })
  void grades_are_read_in_all_the_forms_that_judges_write(String answer, String grade) {
    assertThat(
            Grade.of(answer).isPresent() ? String.valueOf(Grade.of(answer).getAsDouble()) : "none")
        .isEqualTo(grade.equals("none") ? grade : String.valueOf(Double.parseDouble(grade)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "My verdict: [[A>>B]]       | FIRST_MUCH",
        "[[b > a]]                  | SECOND",
        "[[A<<B]]                   | SECOND_MUCH",
        "[[A=B]] and so [[C]]       | TIE",
        "[[A]] . [[A>B]]            | FIRST",
        "[[A]] or [[B]]             | none",
        "A is better                | none",
        "[[A>>>B]]                  | none",
      })
  void verdicts_are_read_where_there_is_one(String answer, String verdict) {
    assertThat(Verdict.of(answer).map(Enum::name).orElse("none")).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "First. Second. [[YES, NO]]         | [true, false]",
        "[[NO, NO]] no, rather [[yes,NO]]   | [true, false]",
        "[ 'NO', 'YES' ]                    | [false, true]",
        "[\"YES\", \"YES\",]                 | [true, true]",
        "[[YES]]                            | none",
        "[[YES, NO, NO]]                    | none",
        "[[YES, NO]] [[YES]]                | none",
        "YES, NO                            | none",
        "[[YES, MAYBE]]                     | none",
        "''                                 | none",
      })
  void which_constraints_are_kept_is_read_where_there_is_one_word_for_each(
      String answer, String kept) {
    assertThat(Constraints.kept(answer, 2).map(Object::toString).orElse("none")).isEqualTo(kept);
  }

  @Test
  void a_judge_of_constraints_sees_how_the_instruction_grew() {
    Dialogue dialogue =
        new Dialogue(List.of("Sing low, in F."), List.of(), List.of("Sing.", "Sing low."));
    List<Message> asked = ConstraintPrompt.of(dialogue.upTo(0), "La.");
    assertThat(asked).hasSize(2);
    assertThat(asked.get(1).content())
        .containsSubsequence(
            "Instruction with 0 constraints: begin ===\nSing.\n===",
            "Instruction with 1 constraints: begin ===\nSing low.\n===",
            "Instruction with 2 constraints: begin ===\nSing low, in F.\n===",
            "Answer to the last instruction: begin ===\nLa.\n===",
            "2 in all");
    assertThatThrownBy(() -> ConstraintPrompt.of(new Dialogue(List.of("Sing."), List.of()), "La."))
        .isInstanceOf(JudgeException.class)
        .hasMessageContaining("expected 1 or more");
  }

  @Test
  void a_win_counts_only_in_both_orders() {
    assertThat(Duel.of("[[A]]", "[[B]]").agreed()).hasValue(1);
    assertThat(Duel.of("[[A]]", "[[A]]").agreed()).hasValue(0.5);
    assertThat(Duel.of("[[B]]", "[[A]]").agreed()).hasValue(0);
    assertThat(Duel.of("[[C]]", "[[B]]").agreed()).hasValue(0.5);
    assertThat(Duel.of("[[C]]", "well").agreed()).isEmpty();
    assertThat(Duel.of("[[C]]", "well").judged()).isFalse();
  }

  @Test
  void a_judge_that_loves_the_first_place_makes_ties() {
    Duel biased = Duel.of("[[A>>B]]", "[[A>>B]]");
    assertThat(biased.agreed()).hasValue(0.5);
    assertThat(biased.weighted()).hasValue(0.5);
  }

  @Test
  void much_better_is_three_games() {
    Duel duel = Duel.of("[[A>>B]]", "[[A>B]]");
    assertThat(duel.games()).isEqualTo(4);
    assertThat(duel.weighted()).hasValue(0.75);
    for (Verdict verdict : Verdict.values()) {
      assertThat(verdict.swapped().swapped()).isEqualTo(verdict);
      assertThat(verdict.swapped().score()).isEqualTo(1 - verdict.score());
    }
  }

  @Test
  void prompts_hold_all_turns_and_references_and_ask_for_what_is_read() {
    Dialogue dialogue = new Dialogue(List.of("Q1", "Q2"), List.of("R1", "R2"));
    List<Message> grade = GradePrompt.of(dialogue, List.of("X1", "X2"));
    assertThat(grade).hasSize(2);
    assertThat(grade.get(1).content())
        .containsSubsequence("Q1", "R1", "Q2", "R2", "Q1", "X1", "Q2", "X2", "last message");
    assertThat(Grade.of(grade.get(1).content())).hasValue(5);
    String pair = PairPrompt.five(dialogue.upTo(0), List.of("X1"), List.of("Y1")).get(1).content();
    assertThat(pair)
        .containsSubsequence("R1", "Assistant A", "X1", "Assistant B", "Y1", "[[A>>B]]");
    assertThat(pair).doesNotContain("Q2").doesNotContain("R2");
    assertThatThrownBy(() -> GradePrompt.of(dialogue, List.of("X1")))
        .hasMessage("Cannot judge 1 answers to 2 messages (expected one each)");
  }
}
