package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.read.Document;
import io.quantgrid.datasets.read.Documents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What a task file says about examples before a question.
 *
 * @param inline documents that stand in the file; empty where they come from a split
 * @param turn how an example becomes text
 */
record FewShotDefinition(TaskFile file, int shots, Draw draw, List<Document> inline, Turn turn) {
  /** How examples are chosen. */
  enum Draw {
    DEFAULT,
    FIRST_N
  }

  static FewShotDefinition read(TaskFile file, Turn turn) {
    Section section = file.section(PythonSamples.CONFIG);
    Problems problems = new Problems(file.file());
    problems.check(() -> section.checkKeys(TaskKeys.FEWSHOT));
    Optional<Integer> shots = problems.attempt(() -> file.integer(TaskKeys.SHOTS, 0));
    Optional<Draw> draw = problems.attempt(() -> draw(section));
    Optional<List<Document>> inline = problems.attempt(() -> inline(section));
    Optional<Turn> example = problems.attempt(() -> exampleTurn(turn, section));
    problems.raise();
    return new FewShotDefinition(
        file, shots.orElseThrow(), draw.orElseThrow(), inline.orElseThrow(), example.orElseThrow());
  }

  private static Draw draw(Section section) {
    String sampler = section.string("sampler").orElse("default");
    return switch (sampler) {
      case "default" -> Draw.DEFAULT;
      case "first_n" -> Draw.FIRST_N;
      default -> throw section.problem("sampler", sampler, "default or first_n");
    };
  }

  /**
   * @param data what is evaluated
   */
  FewShot bind(DataFiles files, Documents data) {
    if (shots == 0) {
      return FewShot.none(turn);
    }
    boolean standing = usesInline();
    Documents pool = standing || files.poolIsEvaluated() ? data : files.pool().orElse(data);
    int size = standing ? inline.size() : pool.size();
    Likeness.Range range = standing ? inline::subList : pool::read;
    IntFunction<Document> documents =
        standing ? inline::get : index -> pool.read(index, index + 1).get(0);
    return new FewShot(shots, sampler(data, size, range), documents, turn);
  }

  private Sampler sampler(Documents data, int size, Likeness.Range pool) {
    boolean others = leavesOut();
    boolean oneMore = others && draw == Draw.DEFAULT;
    if (shots + (oneMore ? 1 : 0) > size) {
      throw new TaskException(
          "Cannot load %s: num_fewshot: %d of %d examples%s (expected enough of them)"
              .formatted(file.file(), shots, size, oneMore ? ", the item itself left out" : ""));
    }
    if (!others) {
      return draw == Draw.FIRST_N ? Sampler.first(shots) : Sampler.random(size, shots);
    }
    Likeness likeness = new Likeness(data.size(), data::read, size, pool);
    return draw == Draw.FIRST_N
        ? Sampler.firstOthers(shots, likeness)
        : Sampler.randomOthers(size, shots, likeness);
  }

  /** The data that prompts depend on beside what is evaluated. */
  Optional<Documents> read(DataFiles files) {
    return shots > 0 && !usesInline() && !files.poolIsEvaluated() ? files.pool() : Optional.empty();
  }

  private Optional<String> split() {
    return file.section("fewshot_config").string("split").or(() -> file.string("fewshot_split"));
  }

  /** A split comes before documents that stand in the file, as in lm-eval. */
  private boolean usesInline() {
    return split().isEmpty() && !inline.isEmpty();
  }

  /**
   * lm-eval leaves the item out where the split of examples and the test split are one, or none.
   */
  private boolean leavesOut() {
    return split().equals(file.string("test_split"));
  }

  private static Turn exampleTurn(Turn turn, Section section) {
    return new Turn(
        field(section, "doc_to_text").orElse(turn.text()),
        new Answers(
            field(section, "doc_to_target").orElse(turn.answers().target()),
            field(section, "doc_to_choice").or(turn.answers()::choice),
            turn.answers().numbers()),
        section
            .value("gen_prefix")
            .map(source -> Field.shown(section.file(), "fewshot_config.gen_prefix", source))
            .or(turn::prefix),
        section.string("target_delimiter").orElse(turn.targetDelimiter()),
        section.string("fewshot_delimiter").orElse(turn.fewshotDelimiter()));
  }

  private static Optional<Field> field(Section section, String key) {
    return section
        .value(key)
        .map(source -> Field.of(section.file(), "fewshot_config." + key, source));
  }

  private static List<Document> inline(Section section) {
    Object named = section.value(PythonSamples.SAMPLES).orElse(List.of());
    if (named instanceof TaskYaml.PythonFunction) {
      throw section.problem(
          PythonSamples.SAMPLES,
          named,
          "a function in the file beside this one that returns a list written out");
    }
    List<Document> documents = new ArrayList<>();
    for (Section sample : section.sections(PythonSamples.SAMPLES)) {
      String origin =
          section.file().file().getFileName() + ": fewshot_config.samples " + documents.size();
      documents.add(new Document(documents.size(), origin, "", sample.keys()));
    }
    return List.copyOf(documents);
  }
}
