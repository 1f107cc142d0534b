package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.read.Document;
import io.quantgrid.datasets.read.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** Makes a task of the keys of its file. */
final class TaskReader {
  private static final String TARGET_DELIMITER = " ";
  private static final String FEWSHOT_DELIMITER = "\n\n";
  private static final Map<String, Kind> OUTPUT_TYPES =
      Map.of(
          "multiple_choice", Kind.MULTIPLE_CHOICE,
          "loglikelihood", Kind.LOGLIKELIHOOD,
          "loglikelihood_rolling", Kind.ROLLING,
          "generate_until", Kind.GENERATE);

  private final TaskFile file;
  private final DataFiles dataFiles;

  private TaskReader(TaskFile file) {
    this.file = file;
    this.dataFiles = new DataFiles(file);
  }

  static LmEvalTask read(TaskFile file) {
    file.checkKeys(TaskKeys.SUPPORTED, TaskKeys.IGNORED, TaskKeys.LATER);
    return new TaskReader(file).task();
  }

  private LmEvalTask task() {
    String name =
        file.string("task").orElseThrow(() -> file.problem("task", "none", "the task's name"));
    if (file.integer("repeats", 1) != 1) {
      throw file.problem("repeats", file.integer("repeats", 1), "1");
    }
    Kind kind = kind();
    Turn turn = turn(kind);
    JsonLines data = dataFiles.evaluated();
    FewShot fewShot = fewShot(turn, data);
    Optional<Field> description =
        file.value("description").map(text -> Field.of(file, "description", text));
    List<JsonLines> read = new ArrayList<>(List.of(data));
    if (fewShot.shots() > 0 && !fewShot.leavesOut()) {
      dataFiles.pool().ifPresent(read::add);
    }
    return new LmEvalTask(
        file, name, data, description, fewShot, scorer(kind, turn), Digest.of(file, read));
  }

  private Kind kind() {
    String type = file.string("output_type").orElse("generate_until");
    Kind kind = OUTPUT_TYPES.get(type);
    if (kind == null) {
      throw file.problem(
          "output_type", type, "one of " + OUTPUT_TYPES.keySet().stream().sorted().toList());
    }
    return kind;
  }

  private Turn turn(Kind kind) {
    Optional<Field> choice = field("doc_to_choice");
    if (kind == Kind.MULTIPLE_CHOICE && choice.isEmpty()) {
      throw file.problem("doc_to_choice", "none", "the choices of a multiple_choice task");
    }
    return new Turn(
        field("doc_to_text").orElseGet(() -> new Field.Constant("")),
        field("doc_to_target")
            .orElseThrow(() -> file.problem("doc_to_target", "none", "what is right")),
        kind == Kind.MULTIPLE_CHOICE ? choice : Optional.empty(),
        field("gen_prefix"),
        file.string("target_delimiter").orElse(TARGET_DELIMITER),
        file.string("fewshot_delimiter").orElse(FEWSHOT_DELIMITER));
  }

  private Optional<Field> field(String key) {
    return file.value(key).map(source -> Field.of(file, key, source));
  }

  private Scorer scorer(Kind kind, Turn turn) {
    List<Metric.Use> uses = Metric.read(file, kind);
    if (kind != Kind.GENERATE && file.value("filter_list").isPresent()) {
      throw file.problem("filter_list", kind.text(), "filters for generate_until alone");
    }
    return switch (kind) {
      case MULTIPLE_CHOICE -> new ChoiceScorer(turn, uses);
      case LOGLIKELIHOOD -> new LoglikelihoodScorer(turn, uses);
      case ROLLING -> new RollingScorer(turn, uses);
      case GENERATE ->
          new GenerateScorer(
              turn,
              Generation.read(file, turn.fewshotDelimiter()),
              FilterPipeline.read(file),
              uses);
    };
  }

  private FewShot fewShot(Turn turn, JsonLines data) {
    Section section = file.section("fewshot_config");
    section.checkKeys(TaskKeys.FEWSHOT, TaskKeys.FEWSHOT_LATER);
    int shots = file.integer("num_fewshot", 0);
    String sampler = section.string("sampler").orElse("default");
    if (!List.of("default", "first_n").contains(sampler)) {
      throw section.problem("sampler", sampler, "default or first_n");
    }
    if (shots == 0) {
      return FewShot.none(turn);
    }
    List<Document> inline = inline(section);
    boolean leavesOut = inline.isEmpty() && dataFiles.poolIsEvaluated();
    JsonLines pool = inline.isEmpty() ? dataFiles.pool().orElse(data) : data;
    int size = inline.isEmpty() ? pool.size() : inline.size();
    int drawn = leavesOut ? shots + 1 : shots;
    if (drawn > size) {
      throw new TaskException(
          "Cannot load "
              + file.file()
              + ": num_fewshot: "
              + shots
              + " of "
              + size
              + " examples"
              + (leavesOut ? ", the item itself left out" : "")
              + " (expected enough of them)");
    }
    IntFunction<Document> documents =
        inline.isEmpty() ? index -> pool.read(index, index + 1).get(0) : inline::get;
    return new FewShot(
        shots,
        leavesOut,
        sampler.equals("first_n") ? Sampler.first(drawn) : Sampler.random(size, drawn),
        documents,
        exampleTurn(turn, section));
  }

  private Turn exampleTurn(Turn turn, Section section) {
    return new Turn(
        exampleField(section, "doc_to_text").orElse(turn.text()),
        exampleField(section, "doc_to_target").orElse(turn.target()),
        exampleField(section, "doc_to_choice").or(turn::choice),
        exampleField(section, "gen_prefix").or(turn::prefix),
        section.string("target_delimiter").orElse(turn.targetDelimiter()),
        section.string("fewshot_delimiter").orElse(turn.fewshotDelimiter()));
  }

  private Optional<Field> exampleField(Section section, String key) {
    return section.value(key).map(source -> Field.of(file, "fewshot_config." + key, source));
  }

  private List<Document> inline(Section section) {
    List<Document> documents = new ArrayList<>();
    for (Section sample : section.sections("samples")) {
      String origin = file.file().getFileName() + ": fewshot_config.samples " + documents.size();
      documents.add(new Document(documents.size(), origin, "", sample.keys()));
    }
    return documents;
  }

  /** The folder that data files are relative to. */
  static Path folder(TaskFile file, String key) {
    return file.folders().getOrDefault(key, file.file().getParent());
  }
}
