package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.core.evaluate.Windows;
import io.quantgrid.datasets.read.DataFolder;
import io.quantgrid.datasets.read.Documents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
  private final Optional<Corpus> corpus;
  private final Facts facts;

  private TaskDefinition(
      TaskFile file,
      String name,
      Scorer scorer,
      Judging judging,
      Optional<Field> description,
      FewShotDefinition fewShot,
      String fewshotDelimiter,
      Optional<Corpus> corpus,
      Facts facts) {
    this.file = file;
    this.corpus = corpus;
    this.facts = facts;
    this.name = name;
    this.repeats = file.integer("repeats", 1);
    this.scorer = scorer;
    this.judging = judging;
    this.description = description;
    this.fewShot = fewShot;
    this.fewshotDelimiter = fewshotDelimiter;
  }

  /**
   * @throws TaskException naming file and key of everything that cannot be used
   */
  static TaskDefinition read(TaskFile file) {
    Problems problems = new Problems(file.file());
    problems.check(() -> file.checkKeys(TaskKeys.SUPPORTED, TaskKeys.REFUSED));
    problems.check(() -> checkRepeats(file));
    problems.check(() -> DataFiles.processing(file));
    Optional<String> name = problems.attempt(() -> name(file));
    Optional<Field> description =
        problems.attempt(() -> shown(file, "description")).flatMap(field -> field);
    Optional<Kind> kind = problems.attempt(() -> kind(file));
    Optional<Turn> turn = kind.flatMap(k -> problems.attempt(() -> turn(file, k)));
    Optional<Judging> judging = kind.flatMap(k -> problems.attempt(() -> Judging.read(file, k)));
    Optional<Generation> generation =
        kind.filter(k -> k == Kind.GENERATE).flatMap(k -> problems.attempt(() -> generation(file)));
    Optional<FollowUps> followUps =
        turn.flatMap(
            t ->
                problems.attempt(
                    () -> FollowUps.read(file, kind.orElseThrow(), t.fewshotDelimiter())));
    Optional<FewShotDefinition> fewShot =
        turn.flatMap(t -> problems.attempt(() -> FewShotDefinition.read(file, t)));
    Optional<Corpus> corpus = problems.attempt(() -> Corpus.read(file)).flatMap(of -> of);
    Optional<List<String>> scored = kind.flatMap(k -> problems.attempt(() -> alsoScored(file, k)));
    Optional<Facts> facts = problems.attempt(() -> Facts.read(file));
    Windows windows = corpus.map(Corpus::windows).orElseGet(Windows::whole);
    kind.filter(k -> k == Kind.ROLLING)
        .flatMap(k -> judging)
        .ifPresent(of -> problems.check(() -> Corpus.checkMetrics(file, windows, of.metrics())));
    problems.raise();
    Scorer scorer =
        scorer(
            kind.orElseThrow(),
            turn.orElseThrow(),
            followUps.orElseThrow(),
            judging.orElseThrow(),
            generation,
            file.integer("repeats", 1),
            scored.orElseThrow(),
            windows);
    return new TaskDefinition(
        file,
        name.orElseThrow(),
        scorer,
        judging.orElseThrow(),
        description,
        fewShot.orElseThrow(),
        turn.orElseThrow().fewshotDelimiter(),
        corpus,
        facts.orElseThrow());
  }

  private static String name(TaskFile file) {
    return file.string("task").orElseThrow(() -> file.problem("task", "none", "the task's name"));
  }

  private static Generation generation(TaskFile file) {
    return Generation.read(file, file.string("fewshot_delimiter").orElse(FEWSHOT_DELIMITER));
  }

  private static List<String> alsoScored(TaskFile file, Kind kind) {
    List<String> texts = file.strings(GenerateScorer.SCORED);
    if (texts.contains("") || (kind != Kind.GENERATE && !texts.isEmpty())) {
      throw file.problem(
          GenerateScorer.SCORED, texts, "texts that are not empty, for generate_until");
    }
    return texts;
  }

  private static void checkRepeats(TaskFile file) {
    if (file.integer("repeats", 1) < 1) {
      throw file.problem("repeats", file.integer("repeats", 1), "1 or more");
    }
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
    if (examples && options.shots() != shots() && !isWithoutExamples()) {
      return read(file.with("num_fewshot", options.shots())).bind(options, folder);
    }
    DataFiles files = new DataFiles(file, folder);
    Documents split = files.evaluated();
    Documents data = corpus.map(of -> of.joined(split)).orElse(split);
    FewShot drawn = fewShot.bind(files, data);
    List<Documents> read = new ArrayList<>(List.of(data));
    fewShot.read(files).ifPresent(read::add);
    Judging bound = judging.bound(folder);
    String digest = Digest.of(Digest.of(file, read), bound.digests());
    return new LmEvalTask(
        this,
        bound,
        data,
        drawn,
        options,
        kind() == Kind.ROLLING ? digest : Digest.of(digest, options));
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

  /**
   * Whether the file says that there are never examples: lm-eval keeps that 0 whatever is asked.
   */
  private boolean isWithoutExamples() {
    return file.value(TaskKeys.SHOTS).filter(value -> value.equals(0)).isPresent();
  }

  /** Keys of the file that change nothing here, and what no option changes, with the reasons. */
  public List<String> notes() {
    Stream<String> fixed =
        isWithoutExamples()
            ? Stream.of(TaskKeys.SHOTS + ": 0: no examples, whatever a sweep says of shots")
            : Stream.empty();
    Stream<String> unused =
        TaskKeys.NOTED.entrySet().stream()
            .filter(entry -> file.value(entry.getKey()).isPresent())
            .map(entry -> entry.getKey() + ": " + entry.getValue());
    return Stream.concat(fixed, unused).sorted().toList();
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

  Facts facts() {
    return facts;
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
    Problems problems = new Problems(file.file());
    Optional<Field> text =
        problems.attempt(() -> field(file, "doc_to_text").orElseGet(() -> new Field.Constant("")));
    Optional<Field> target =
        problems.attempt(
            () ->
                field(file, "doc_to_target")
                    .orElseThrow(() -> file.problem("doc_to_target", "none", "what is right")));
    Optional<Field> choice =
        problems.attempt(() -> field(file, "doc_to_choice")).flatMap(field -> field);
    if (kind == Kind.MULTIPLE_CHOICE && file.value("doc_to_choice").isEmpty()) {
      problems.check(
          () -> {
            throw file.problem("doc_to_choice", "none", "the choices of a multiple_choice task");
          });
    }
    Optional<Field> prefix =
        problems.attempt(() -> shown(file, "gen_prefix")).flatMap(field -> field);
    Optional<String> delimiter =
        problems.attempt(() -> file.string("target_delimiter").orElse(TARGET_DELIMITER));
    Optional<String> fewshot =
        problems.attempt(() -> file.string("fewshot_delimiter").orElse(FEWSHOT_DELIMITER));
    problems.raise();
    return new Turn(
        text.orElseThrow(),
        new Answers(target.orElseThrow(), choice, Answers.Numbers.of(choice)),
        prefix,
        delimiter.orElseThrow(),
        fewshot.orElseThrow());
  }

  private static Optional<Field> shown(TaskFile file, String key) {
    return file.value(key).map(source -> Field.shown(file, key, source));
  }

  private static Optional<Field> field(TaskFile file, String key) {
    return file.value(key).map(source -> Field.of(file, key, source));
  }

  private static Scorer scorer(
      Kind kind,
      Turn turn,
      FollowUps followUps,
      Judging judging,
      Optional<Generation> generation,
      int repeats,
      List<String> scored,
      Windows windows) {
    return switch (kind) {
      case MULTIPLE_CHOICE -> new ChoiceScorer(turn, judging.unconditional(), Answers.Targets.ONE);
      case LOGLIKELIHOOD -> new LoglikelihoodScorer(turn);
      case ROLLING -> new RollingScorer(turn, judging.original(), windows);
      case GENERATE ->
          new GenerateScorer(
              turn, followUps, generation.orElseThrow(), repeats, scored, Answers.Targets.ONE);
    };
  }
}
