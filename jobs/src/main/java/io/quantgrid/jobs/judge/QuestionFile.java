package io.quantgrid.jobs.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.datasets.judge.Dialogue;
import io.quantgrid.datasets.judge.JudgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files of JSON lines that questions, right answers and others' answers are read from. */
public final class QuestionFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private QuestionFile() {}

  /**
   * Questions in the order of the task's documents: {@code turns} (the first is taken) or {@code
   * prompt}, and {@code reference}, a text or a list, if there is a right answer.
   *
   * @throws JudgeException naming file and line
   */
  public static List<Dialogue> questions(Path file) {
    List<Dialogue> questions = new ArrayList<>();
    for (JsonNode line : lines(file)) {
      String turn = first(line.path("turns"), line.path("prompt"));
      if (turn.isEmpty()) {
        throw wrong(file, questions.size() + 1, "turns or prompt");
      }
      String right = first(line.path("reference"), line.path("reference"));
      questions.add(new Dialogue(List.of(turn), right.isEmpty() ? List.of() : List.of(right)));
    }
    return questions;
  }

  /**
   * Answers in the order of the questions: {@code answer} or {@code output}, or the first turn of
   * {@code choices}, as MT-Bench writes them.
   *
   * @throws JudgeException naming file and line
   */
  public static List<String> answers(Path file) {
    List<String> answers = new ArrayList<>();
    for (JsonNode line : lines(file)) {
      String answer = first(line.path("choices").path(0).path("turns"), line.path("answer"));
      answer = answer.isEmpty() ? line.path("output").asText() : answer;
      if (answer.isEmpty()) {
        throw wrong(file, answers.size() + 1, "answer, output or choices");
      }
      answers.add(answer);
    }
    return answers;
  }

  private static String first(JsonNode list, JsonNode text) {
    return list.isArray() ? list.path(0).asText() : text.isTextual() ? text.asText() : "";
  }

  private static List<JsonNode> lines(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new JudgeException("Cannot read " + file + ": " + e + " (expected JSON lines)", e);
    }
    List<JsonNode> nodes = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      try {
        nodes.add(JSON.readTree(lines.get(i)));
      } catch (JsonProcessingException e) {
        throw wrong(file, i + 1, "one JSON object a line: " + e.getOriginalMessage());
      }
    }
    return nodes;
  }

  private static JudgeException wrong(Path file, int line, String expected) {
    return new JudgeException("Cannot read " + file + ":" + line + " (expected " + expected + ")");
  }
}
