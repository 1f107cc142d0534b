package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.evaluate.TaskException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Which of the task files that lm-evaluation-harness ships can be read here, without their data,
 * and why the others cannot. Runs where {@code -Dquantgrid.harness=} names the harness's folder
 * {@code lm_eval/tasks}.
 */
@EnabledIfSystemProperty(named = "quantgrid.harness", matches = ".+")
class TaskSurveyTest {
  private static final Path FOLDER = Path.of(System.getProperty("quantgrid.harness", "."));

  /** What the project promises of tasks that name no Python function. */
  private static final double AIM = 0.95;

  private static final List<String> FIELD =
      List.of(
          "arc_easy|arc_challenge",
          "boolq|copa|cb|wsc|record",
          "hellaswag|openbookqa|piqa|social_iqa|winogrande|commonsense_qa",
          "lambada_openai|lambada_standard",
          "mmlu|mmlu_(stem|other|humanities|social_sciences)",
          "mmlu_pro|mmlu_pro_(?!plus)[a-z_]+",
          "bbh|bbh_(cot_)?(few|zero)shot.*",
          "gpqa_(main|extended|diamond)_.*",
          "minerva_math.*|hendrycks_math.*",
          "gsm8k.*",
          "truthfulqa_(mc1|mc2|gen)",
          "ifeval",
          "humaneval(_plus|(_64)?(_instruct)?)|mbpp.*",
          "humaneval_(single|multi|random).*infilling.*|cruxeval_.*",
          "cnn_dailymail_abisee",
          "wikitext|c4",
          "ethics_.*",
          "bbq.*",
          "crows_pairs_english.*",
          "ceval-valid.*",
          "leaderboard_.*");

  private final Map<String, Tally> kinds = new TreeMap<>();
  private final Map<String, TreeSet<String>> reasons = new TreeMap<>();

  private static final class Tally {
    int files;
    int read;
  }

  @Test
  void nearly_all_tasks_without_functions_can_be_read() {
    TaskIndex index = TaskIndex.of(FOLDER);
    GroupReader groups = new GroupReader();
    index.files().forEach((name, path) -> survey(name, path, groups));
    System.out.println("| | files | read | share |\n|---|---|---|---|");
    kinds.forEach(
        (kind, tally) ->
            System.out.printf(
                "| %s | %d | %d | %.1f %% |%n",
                kind, tally.files, tally.read, 100.0 * tally.read / tally.files));
    System.out.println("\n| files | reason | for example |\n|---|---|---|");
    reasons.entrySet().stream()
        .sorted((a, b) -> b.getValue().size() - a.getValue().size())
        .forEach(
            entry ->
                System.out.printf(
                    "| %d | %s | %s |%n",
                    entry.getValue().size(), entry.getKey(), entry.getValue().first()));
    Tally pure = kinds.get("task");
    assertThat((double) pure.read / pure.files).isGreaterThanOrEqualTo(AIM);
  }

  /** The harness's own files of the tasks that the studies use, with the functions they name. */
  @Test
  void the_tasks_of_the_field_can_be_read_from_the_files_of_the_harness() {
    Map<String, Path> files = TaskIndex.of(FOLDER).files();
    List<String> wrong = new ArrayList<>();
    for (String pattern : FIELD) {
      List<String> names = files.keySet().stream().filter(name -> name.matches(pattern)).toList();
      if (names.isEmpty()) {
        wrong.add(pattern + ": no such task");
      }
      for (String name : names) {
        try {
          TaskFiles.definitions(files.get(name));
        } catch (TaskException e) {
          wrong.add(name + ": " + e.getMessage());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private void survey(String name, Path path, GroupReader groups) {
    TaskFile file = TaskFile.load(path);
    String kind =
        file.keys().containsKey("class")
            ? "Python class"
            : GroupReader.isGroup(file)
                ? "group"
                : file.keys().values().stream().anyMatch(TaskSurveyTest::namesFunction)
                    ? "task with !function"
                    : "task";
    Tally tally = kinds.computeIfAbsent(kind, key -> new Tally());
    tally.files++;
    try {
      if (kind.equals("group")) {
        groups.read(file);
      } else {
        TaskDefinition.read(file);
      }
      tally.read++;
    } catch (TaskException e) {
      if (!kind.equals("group")) {
        for (String line : lines(e.getMessage())) {
          reasons.computeIfAbsent(kind + ": " + reason(line), key -> new TreeSet<>()).add(name);
        }
      }
    }
  }

  private static List<String> lines(String message) {
    List<String> lines = new ArrayList<>(List.of(message.split("\n- ")));
    if (lines.size() > 1) {
      lines.remove(0);
    }
    return lines;
  }

  private static String reason(String line) {
    String text = line.replaceFirst("Cannot load .*?\\.yaml: ", "").replaceAll("\\(expected.*", "");
    text = text.replaceAll("!function .*", "!function");
    return text.substring(0, Math.min(text.length(), 100)).strip();
  }

  private static boolean namesFunction(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.values().stream().anyMatch(TaskSurveyTest::namesFunction);
    }
    if (value instanceof List<?> list) {
      return list.stream().anyMatch(TaskSurveyTest::namesFunction);
    }
    return value instanceof TaskYaml.PythonFunction;
  }
}
