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
    Section section = file.section("fewshot_config");
    section.checkKeys(TaskKeys.FEWSHOT, TaskKeys.FEWSHOT_LATER);
    String sampler = section.string("sampler").orElse("default");
    if (!List.of("default", "first_n").contains(sampler)) {
      throw section.problem("sampler", sampler, "default or first_n");
    }
    return new FewShotDefinition(
        file,
        file.integer("num_fewshot", 0),
        sampler.equals("first_n") ? Draw.FIRST_N : Draw.DEFAULT,
        inline(section),
        exampleTurn(turn, section));
  }

  /**
   * @param data what is evaluated
   */
  FewShot bind(DataFiles files, Documents data) {
    if (shots == 0) {
      return FewShot.none(turn);
    }
    boolean leavesOut = inline.isEmpty() && files.poolIsEvaluated();
    Documents pool = inline.isEmpty() ? files.pool().orElse(data) : data;
    int size = inline.isEmpty() ? pool.size() : inline.size();
    int drawn = leavesOut ? shots + 1 : shots;
    if (drawn > size) {
      throw new TaskException(
          "Cannot load %s: num_fewshot: %d of %d examples%s (expected enough of them)"
              .formatted(file.file(), shots, size, leavesOut ? ", the item itself left out" : ""));
    }
    IntFunction<Document> documents =
        inline.isEmpty() ? index -> pool.read(index, index + 1).get(0) : inline::get;
    return new FewShot(
        shots,
        leavesOut,
        draw == Draw.FIRST_N ? Sampler.first(drawn) : Sampler.random(size, drawn),
        documents,
        turn);
  }

  /** The data that prompts depend on beside what is evaluated. */
  Optional<Documents> read(DataFiles files) {
    return shots > 0 && inline.isEmpty() && !files.poolIsEvaluated()
        ? files.pool()
        : Optional.empty();
  }

  private static Turn exampleTurn(Turn turn, Section section) {
    return new Turn(
        field(section, "doc_to_text").orElse(turn.text()),
        field(section, "doc_to_target").orElse(turn.target()),
        field(section, "doc_to_choice").or(turn::choice),
        field(section, "gen_prefix").or(turn::prefix),
        section.string("target_delimiter").orElse(turn.targetDelimiter()),
        section.string("fewshot_delimiter").orElse(turn.fewshotDelimiter()));
  }

  private static Optional<Field> field(Section section, String key) {
    return section
        .value(key)
        .map(source -> Field.of(section.file(), "fewshot_config." + key, source));
  }

  private static List<Document> inline(Section section) {
    List<Document> documents = new ArrayList<>();
    for (Section sample : section.sections("samples")) {
      String origin =
          section.file().file().getFileName() + ": fewshot_config.samples " + documents.size();
      documents.add(new Document(documents.size(), origin, "", sample.keys()));
    }
    return List.copyOf(documents);
  }
}
