package io.quantgrid.jobs.judge;

import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.CloseableIterator;
import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.evaluate.Prompt.Message;
import io.quantgrid.core.evaluate.Turns;
import io.quantgrid.datasets.judge.Dialogue;
import io.quantgrid.datasets.judge.Judge;
import io.quantgrid.datasets.judge.JudgeAddress;
import io.quantgrid.datasets.judge.JudgeException;
import io.quantgrid.jobs.storage.Attempt;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.SampleFile;
import io.quantgrid.jobs.table.JudgementRow;
import io.quantgrid.jobs.table.JudgementTable;
import io.quantgrid.jobs.table.SampleRow;
import io.quantgrid.jobs.table.SampleTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Judges what a sweep's variants generated for one task. Runs on one machine, after the sweep: what
 * a judge says costs money and time that nobody wants to spend again because an executor was lost.
 *
 * @param questions by document
 * @param against others' answers by document and turn, to be compared with; empty for the
 *     baseline's
 * @param parallel most requests at once
 */
public record JudgeRun(
    OutputFolder folder,
    String task,
    JudgeStyle style,
    List<Dialogue> questions,
    Optional<List<List<String>>> against,
    JudgeAddress address,
    int parallel) {
  private static final String BASELINE = "baseline";

  /**
   * What was said to a question, and what it is compared with.
   *
   * @param turns one answer each
   * @param others none where nothing is compared
   */
  private record Answer(String model, SampleRow row, List<String> turns, List<String> others) {}

  /** An item of a model, whose baseline has one answer. */
  private record Asked(String model, long docId, int repeat) {}

  /**
   * Asks what was not asked before, and publishes the rows in place of those of an earlier run.
   *
   * @throws JudgeException when there is nothing to judge, a question is missing, or the judge does
   *     not answer; what it has answered is kept
   */
  public List<JudgementRow> run() throws IOException {
    List<Answer> answers = answers();
    Judge judge = new Judge(address, new FolderCache(folder));
    ExecutorService pool = Executors.newFixedThreadPool(parallel);
    try {
      List<Future<Optional<JudgementRow>>> futures = new ArrayList<>();
      for (Answer answer : answers) {
        for (int turn = 0; turn < answer.turns().size(); turn++) {
          int at = turn;
          futures.add(pool.submit(() -> judged(judge, answer, at)));
        }
      }
      List<JudgementRow> rows = new ArrayList<>();
      for (Future<Optional<JudgementRow>> future : futures) {
        future.get().ifPresent(rows::add);
      }
      publish(rows);
      return rows;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof JudgeException problem
          ? problem
          : new IllegalStateException("Cannot judge " + task, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JudgeException("Cannot judge " + task + ": interrupted", e);
    } finally {
      pool.shutdownNow();
    }
  }

  /** Judges one answer, what was said before it in sight; empty where there is nothing to ask. */
  private Optional<JudgementRow> judged(Judge judge, Answer answer, int turn) {
    SampleRow row = answer.row();
    Dialogue dialogue = question(row.docId()).upTo(turn);
    List<String> verdicts = new ArrayList<>();
    for (List<Message> question :
        style.questions(dialogue, upTo(answer.turns(), turn), upTo(answer.others(), turn))) {
      verdicts.add(judge.ask(question));
    }
    return verdicts.isEmpty()
        ? Optional.empty()
        : Optional.of(row(answer, turn, dialogue, verdicts));
  }

  private JudgementRow row(Answer answer, int turn, Dialogue dialogue, List<String> verdicts) {
    SampleRow row = answer.row();
    OptionalDouble score = style.score(dialogue, verdicts);
    return new JudgementRow(
        answer.model(),
        task,
        row.format(),
        row.method(),
        row.calibration(),
        row.cell(),
        row.docId(),
        row.repeat(),
        turn,
        style.text(),
        address.model(),
        score.isPresent() ? score.getAsDouble() : null,
        style.games(dialogue, verdicts),
        verdicts);
  }

  private static List<String> upTo(List<String> answers, int turn) {
    return answers.subList(0, Math.min(answers.size(), turn + 1));
  }

  private List<Answer> answers() throws IOException {
    Map<Asked, List<String>> before = new HashMap<>();
    List<Answer> all = new ArrayList<>();
    for (SampleFile file : folder.published().current()) {
      if (file.partition().task().equals(task)) {
        read(file, all, before);
      }
    }
    if (all.isEmpty()) {
      throw new JudgeException(
          "Cannot judge "
              + task
              + ": no generated answer in "
              + folder.location()
              + " (expected a task of generated texts that was run)");
    }
    if (!style.compares()) {
      return all;
    }
    List<Answer> compared = new ArrayList<>();
    for (Answer answer : all) {
      SampleRow row = answer.row();
      if (against.isPresent()) {
        compared.add(compared(answer, at(against.get(), row.docId(), "answer")));
      } else if (!row.format().equals(BASELINE)) {
        List<String> other = before.get(new Asked(answer.model(), row.docId(), row.repeat()));
        if (other == null) {
          throw new JudgeException(
              "Cannot compare document "
                  + row.docId()
                  + " of "
                  + answer.model()
                  + ": its baseline has no answer (expected one)");
        }
        compared.add(compared(answer, other));
      }
    }
    return compared;
  }

  private static Answer compared(Answer answer, List<String> others) {
    if (others.size() < answer.turns().size()) {
      throw new JudgeException(
          "Cannot compare document %d of %s: %d answers with %d (expected one for each turn)"
              .formatted(
                  answer.row().docId(), answer.model(), answer.turns().size(), others.size()));
    }
    return new Answer(answer.model(), answer.row(), answer.turns(), others);
  }

  private void read(SampleFile file, List<Answer> all, Map<Asked, List<String>> before)
      throws IOException {
    String model = file.partition().model();
    try (CloseableIterator<SampleRow> rows = SampleTable.rows(folder.input(file.path()))) {
      while (rows.hasNext()) {
        SampleRow row = rows.next();
        if (row.output() == null) {
          continue;
        }
        List<String> turns = turns(row);
        all.add(new Answer(model, row, turns, List.of()));
        if (row.format().equals(BASELINE)) {
          before.put(new Asked(model, row.docId(), row.repeat()), turns);
        }
      }
    }
  }

  /** The answers that a row holds: several where it says so. */
  private List<String> turns(SampleRow row) {
    boolean several = row.facts() != null && row.facts().containsKey(Turns.FACT);
    List<String> turns = several ? Turns.read(row.output()) : List.of(row.output());
    int asked = question(row.docId()).turns().size();
    if (turns.size() > asked) {
      throw new JudgeException(
          "Cannot judge document %d: %d answers to a question of %d turns (expected the questions that the task asked)"
              .formatted(row.docId(), turns.size(), asked));
    }
    return turns;
  }

  private Dialogue question(long docId) {
    return at(questions, docId, "question");
  }

  private static <T> T at(List<T> list, long docId, String what) {
    if (docId < list.size()) {
      return list.get((int) docId);
    }
    throw new JudgeException(
        "Cannot judge document "
            + docId
            + ": there are "
            + list.size()
            + " lines (expected one "
            + what
            + " for each document of the task)");
  }

  private void publish(List<JudgementRow> rows) throws IOException {
    String name = Sha256.hex(String.join("\n", task, style.text(), address.model()));
    String path = "judge/judgements/" + name.substring(0, 16) + ".parquet";
    try (Attempt attempt = folder.attempt("judgements")) {
      try (CarpetWriter<JudgementRow> writer = JudgementTable.writer(attempt.path())) {
        for (JudgementRow row : rows) {
          writer.write(row);
        }
      }
      folder.delete(path);
      attempt.publish(path);
    }
  }
}
