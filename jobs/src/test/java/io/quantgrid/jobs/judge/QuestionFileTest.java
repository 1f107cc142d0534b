package io.quantgrid.jobs.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.datasets.judge.Dialogue;
import io.quantgrid.datasets.judge.JudgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions as MT-Bench's files have them. */
final class QuestionFileTest {
  private static final String MATH =
      "{'question_id': 111, 'category': 'math', 'turns': ['1 + 1?', 'And 1 more?'], 'reference': ['2', '']}";
  private static final String EXTRACTION =
      "{'question_id': 131, 'category': 'extraction', 'turns': ['Which?', 'Why?'], 'reference': ['This', 'So']}";
  private static final String OWN = "{'prompt': 'Who?', 'reference': 'Ann'}";

  @TempDir Path folder;

  @Test
  void only_some_categories_of_mt_bench_are_measured_by_right_answers() throws IOException {
    List<Dialogue> questions = QuestionFile.questions(lines("questions", MATH, EXTRACTION, OWN));
    assertThat(questions.get(0).upTo(0).references()).containsExactly("2");
    assertThat(questions.get(0).upTo(1).references()).as("a blank one is none").isEmpty();
    assertThat(questions.get(1).references()).isEmpty();
    assertThat(questions.get(2).references()).containsExactly("Ann");
  }

  @Test
  void right_answers_of_a_file_take_the_place_of_those_of_the_questions() throws IOException {
    Path questions = lines("questions", MATH, EXTRACTION);
    Path references =
        lines(
            "references",
            "{'question_id': 131, 'choices': [{'index': 0, 'turns': ['That', 'Thus']}]}",
            "{'question_id': 111, 'choices': [{'index': 0, 'turns': ['Two.', 'Three.']}]}");
    List<Dialogue> both = QuestionFile.questions(questions, references);
    assertThat(both.get(0).references()).containsExactly("Two.", "Three.");
    assertThat(both.get(1).references()).isEmpty();
  }

  @Test
  void a_question_to_be_measured_must_have_a_right_answer_there() throws IOException {
    Path questions = lines("questions", EXTRACTION, MATH);
    Path references = lines("references", "{'question_id': 7, 'choices': [{'turns': ['x']}]}");
    assertThatThrownBy(() -> QuestionFile.questions(questions, references))
        .isInstanceOf(JudgeException.class)
        .hasMessageContaining("questions:2 (expected a question_id for which " + references);
  }

  private Path lines(String name, String... lines) throws IOException {
    return Files.writeString(
        folder.resolve(name), String.join("\n", lines).replace('\'', '"') + "\n");
  }
}
