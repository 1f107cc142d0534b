package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.datasets.function.TaskFunction;
import io.quantgrid.datasets.read.DataFolder;
import io.quantgrid.datasets.read.Documents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A task as its file defines it, read and checked whole, before any data is there. Bound to its
 * data it is an {@link LmEvalTask}.
 */
public final class TaskDefinition {
  private static final String TARGET_DELIMITER = " ";
  private static final String FEWSHOT_DELIMITER = "\n\n";
  private static final Map<String, Kind> OUTPUT_TYPES =
      Map.of(
          "multiple_choice", Kind.MULTIPLE_CHOICE,
          "loglikelihood", Kind.LOGLIKELIHOOD,
          "loglikelihood_rolling", Kind.ROLLING,
          "generate_until", Kind.GENERATE);

  private final TaskFile file;
  private final String name;
  private final Scorer scorer;
  private final Judging judging;
  private final int repeats;
  private final Optional<Field> description;
  private final FewShotDefinition fewShot;
  private final String fewshotDelimiter;

  private TaskDefinition(TaskFile file) {
    this.file = file;
    this.name =
        file.string("task").orElseThrow(() -> file.problem("task", "none", "the task's name"));
    this.repeats = file.integer("repeats", 1);
    if (repeats < 1) {
      throw file.problem("repeats", repeats, "1 or more");
    }
    Kind kind = kind(file);
    Turn turn = turn(file, kind);
    this.fewshotDelimiter = turn.fewshotDelimiter();
    this.scorer = scorer(file, kind, turn);
    this.judging = Judging.read(file, kind);
    this.description = file.value("description").map(text -> Field.of(file, "description", text));
    this.fewShot = FewShotDefinition.read(file, turn);
  }

  /**
   * @throws TaskException naming file and key of what cannot be used
   */
  static TaskDefinition read(TaskFile file) {
    file.checkKeys(TaskKeys.SUPPORTED, TaskKeys.IGNORED, TaskKeys.LATER);
    return new TaskDefinition(file);
  }

  /**
   * The task over its data.
   *
   * @throws TaskException naming the file that is missing, empty or cannot be read
   */
  public LmEvalTask bind(DataFolder folder) {
    return bind(TaskOptions.none(), folder);
  }

  /** The same, asked with other options than the definition's. */
  public LmEvalTask bind(TaskOptions options, DataFolder folder) {
    boolean examples = kind() != Kind.ROLLING && options.shots() != TaskOptions.AS_DEFINED;
    if (examples && options.shots() != shots()) {
      return read(file.with("num_fewshot", options.shots())).bind(options, folder);
    }
    DataFiles files = new DataFiles(file, folder);
    Documents data = files.evaluated();
    FewShot drawn = fewShot.bind(files, data);
    List<Documents> read = new ArrayList<>(List.of(data));
    fewShot.read(files).ifPresent(read::add);
    String digest = Digest.of(file, read);
    return new LmEvalTask(
        this, data, drawn, options, kind() == Kind.ROLLING ? digest : Digest.of(digest, options));
  }

  public String name() {
    return name;
  }

  public Kind kind() {
    return scorer.kind();
  }

  /** All tags of the task. */
  public List<String> tags() {
    return file.strings("tag");
  }

  /** Texts that are generated of each document; what is scored is scored once. */
  public int repeats() {
    return kind() == Kind.GENERATE ? repeats : 1;
  }

  /** Examples in a prompt. */
  public int shots() {
    return fewShot.shots();
  }

  public List<MetricSpec> metrics() {
    return judging.specs();
  }

  String fewshotDelimiter() {
    return fewshotDelimiter;
  }

  /** The file that was named; what it includes may say more. */
  public Path path() {
    return file.file();
  }

  /** What the task says as YAML, its includes merged. */
  public String yaml() {
    return TaskYaml.write(file.keys());
  }

  boolean runsPrograms() {
    return file.runsPrograms();
  }

  TaskFile file() {
    return file;
  }

  Scorer scorer() {
    return scorer;
  }

  Judging judging() {
    return judging;
  }

  Optional<Field> description() {
    return description;
  }

  private static Kind kind(TaskFile file) {
    String type = file.string("output_type").orElse("generate_until");
    Kind kind = OUTPUT_TYPES.get(type);
    if (kind == null) {
      throw file.problem(
          "output_type", type, "one of " + OUTPUT_TYPES.keySet().stream().sorted().toList());
    }
    return kind;
  }

  private static Turn turn(TaskFile file, Kind kind) {
    Optional<Field> choice = field(file, "doc_to_choice");
    if (kind == Kind.MULTIPLE_CHOICE && choice.isEmpty()) {
      throw file.problem("doc_to_choice", "none", "the choices of a multiple_choice task");
    }
    return new Turn(
        field(file, "doc_to_text").orElseGet(() -> new Field.Constant("")),
        field(file, "doc_to_target")
            .orElseThrow(() -> file.problem("doc_to_target", "none", "what is right")),
        kind == Kind.MULTIPLE_CHOICE ? choice : Optional.empty(),
        field(file, "gen_prefix"),
        file.string("target_delimiter").orElse(TARGET_DELIMITER),
        file.string("fewshot_delimiter").orElse(FEWSHOT_DELIMITER));
  }

  private static Optional<Field> field(TaskFile file, String key) {
    return file.value(key).map(source -> Field.of(file, key, source));
  }

  private static Optional<TaskFunction.OfText> counted(TaskFile file) {
    return file.value("process_results")
        .map(value -> file.function("process_results", value, TaskFunction.OfText.class));
  }

  private static Scorer scorer(TaskFile file, Kind kind, Turn turn) {
    return switch (kind) {
      case MULTIPLE_CHOICE -> new ChoiceScorer(turn);
      case LOGLIKELIHOOD -> new LoglikelihoodScorer(turn);
      case ROLLING -> new RollingScorer(turn, counted(file));
      case GENERATE ->
          new GenerateScorer(
              turn, Generation.read(file, turn.fewshotDelimiter()), file.integer("repeats", 1));
    };
  }
}
