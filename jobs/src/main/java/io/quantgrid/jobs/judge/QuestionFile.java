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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Files of JSON lines that questions, right answers and others' answers are read from. */
public final class QuestionFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REFERENCE = "reference";
  private static final String ID = "question_id";

  /** MT-Bench's categories whose answers are measured by right ones; each question has one. */
  private static final Set<String> MEASURED = Set.of("math", "reasoning", "coding");

  /** MT-Bench's others: hints that its file has for some of them are shown to no judge. */
  private static final Set<String> FREE =
      Set.of("writing", "roleplay", "extraction", "stem", "humanities");

  private QuestionFile() {}

  /**
   * Questions in the order of the task's documents: {@code turns}, {@code prompt} or {@code
   * instruction}, and {@code reference} if there is a right answer; each a text or a list with one
   * for each turn, a turn also an object with {@code content}. Where there is a {@code level} (0
   * without constraints, then one more with each line, as FollowBench has it), a question knows
   * those before it that it grew from. As in FastChat, MT-Bench's questions of the categories
   * writing, roleplay, extraction, stem and humanities have no right answer, whatever a file says.
   *
   * @throws JudgeException naming file and line
   */
  public static List<Dialogue> questions(Path file) {
    return questions(file, (line, number) -> texts(line.path(REFERENCE)));
  }

  /**
   * The same, right answers from a file that FastChat calls reference answers: {@code question_id}
   * and {@code turns} of the first of {@code choices}. Questions of the categories math, reasoning
   * and coding must have one there.
   *
   * @throws JudgeException naming file and line
   */
  public static List<Dialogue> questions(Path file, Path references) {
    Map<String, List<String>> right = new HashMap<>();
    for (JsonNode line : lines(references)) {
      right.put(line.path(ID).asText(), texts(line.path("choices").path(0).path("turns")));
    }
    return questions(
        file,
        (line, number) -> {
          List<String> own = right.getOrDefault(line.path(ID).asText(), List.of());
          if (own.isEmpty() && MEASURED.contains(category(line))) {
            throw wrong(
                file,
                number,
                "a %s for which %s has an answer, as the category %s needs one"
                    .formatted(ID, references, category(line)));
          }
          return own;
        });
  }

  private static String category(JsonNode line) {
    return line.path("category").asText();
  }

  private static List<Dialogue> questions(
      Path file, BiFunction<JsonNode, Integer, List<String>> references) {
    List<Dialogue> questions = new ArrayList<>();
    List<String> grown = new ArrayList<>();
    for (JsonNode line : lines(file)) {
      int number = questions.size() + 1;
      String asked =
          Stream.of("turns", "prompt").filter(line::has).findFirst().orElse("instruction");
      List<String> turns = texts(line.path(asked));
      if (turns.isEmpty()) {
        throw wrong(file, number, "turns, prompt or instruction");
      }
      int level = line.path("level").asInt(0);
      if (level == 0) {
        grown.clear();
      }
      if (level != grown.size()) {
        throw wrong(
            file,
            number,
            "level " + grown.size() + " or 0, as those of one instruction follow each other");
      }
      List<String> right =
          FREE.contains(category(line)) ? List.of() : references.apply(line, number);
      if (!right.isEmpty() && right.size() < turns.size()) {
        throw wrong(
            file, number, "a reference for each of the " + turns.size() + " turns, or none");
      }
      questions.add(new Dialogue(turns, right, grown));
      grown.add(turns.get(0));
    }
    return questions;
  }

  /**
   * Answers in the order of the questions, one for each turn: {@code answer} or {@code output}, a
   * text or a list, or {@code turns} of the first of {@code choices}, as MT-Bench writes them.
   *
   * @throws JudgeException naming file and line
   */
  public static List<List<String>> answers(Path file) {
    List<List<String>> answers = new ArrayList<>();
    for (JsonNode line : lines(file)) {
      JsonNode said =
          line.has("choices")
              ? line.path("choices").path(0).path("turns")
              : line.path(line.has("answer") ? "answer" : "output");
      List<String> turns = texts(said);
      if (turns.isEmpty()) {
        throw wrong(file, answers.size() + 1, "answer, output or choices");
      }
      answers.add(turns);
    }
    return answers;
  }

  /** One text or a list of them; none where it is neither, or has an empty beginning. */
  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    (node.isArray() ? node : List.of(node))
        .forEach(one -> texts.add(one.isObject() ? one.path("content").asText() : one.asText()));
    return texts.isEmpty() || texts.get(0).isEmpty() ? List.of() : List.copyOf(texts);
  }

  /** A list of objects, or one object a line. */
  private static List<JsonNode> lines(Path file) {
    List<String> lines;
    try {
      String text = Files.readString(file);
      if (text.stripLeading().startsWith("[")) {
        List<JsonNode> all = new ArrayList<>();
        JSON.readTree(text).forEach(all::add);
        return all;
      }
      lines = text.lines().toList();
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
