package io.quantgrid.jobs.cli;

import io.quantgrid.datasets.judge.JudgeAddress;
import io.quantgrid.datasets.judge.JudgeException;
import io.quantgrid.jobs.judge.ConstraintFigures;
import io.quantgrid.jobs.judge.JudgeFigures;
import io.quantgrid.jobs.judge.JudgeRun;
import io.quantgrid.jobs.judge.JudgeStyle;
import io.quantgrid.jobs.judge.QuestionFile;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.table.JudgementRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code judge OUT}: generated answers of a sweep, judged by another model. */
@Command(
    name = "judge",
    description =
        "Has another model judge what a sweep's variants generated for a task, through an address"
            + " that speaks OpenAI's chat protocol.",
    mixinStandardHelpOptions = true)
final class JudgeCommand implements java.util.concurrent.Callable<Integer> {
  private static final int MOST_PARALLEL = 64;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "OUT", description = "Output folder of a sweep.")
  private String output;

  @Option(names = "--task", required = true, description = "The task's name in the sweep.")
  private String task;

  @Option(
      names = "--questions",
      required = true,
      description =
          "JSON lines in the order of the task's documents: turns, prompt or instruction, and reference or level.")
  private Path questions;

  @Option(
      names = "--references",
      description =
          "JSON lines with right answers by question_id, as FastChat's reference_answer, in place"
              + " of those of the questions.")
  private Optional<Path> references = Optional.empty();

  @Option(
      names = "--style",
      defaultValue = "grade",
      description =
          "grade: 1 to 10; pair: against the baseline's answer; arena: the same in five levels;"
              + " constraints: which are kept (default: ${DEFAULT-VALUE}).")
  private JudgeStyle style;

  @Option(
      names = "--against",
      description = "JSON lines with answers to compare with, in place of the baseline's.")
  private Optional<Path> against = Optional.empty();

  @Option(
      names = "--address",
      required = true,
      description = "Where the judge is, e.g. http://localhost:8000/v1.")
  private URI address;

  @Option(names = "--model", required = true, description = "The judge's name there.")
  private String model;

  @Option(
      names = "--key-variable",
      defaultValue = "OPENAI_API_KEY",
      description =
          "Environment variable that holds the key; none is sent where it is not set (default:"
              + " ${DEFAULT-VALUE}).")
  private String keyVariable;

  @Option(
      names = "--parallel",
      defaultValue = "4",
      description = "Most requests at once (default: ${DEFAULT-VALUE}).")
  private int parallel;

  @Override
  public Integer call() throws IOException {
    if (parallel < 1 || parallel > MOST_PARALLEL) {
      throw new InputException(
          "Cannot ask " + parallel + " at once: --parallel (expected 1 to " + MOST_PARALLEL + ")");
    }
    OutputFolder folder = Outputs.existing(new Configuration(), output);
    List<JudgementRow> rows;
    try {
      rows = run(folder).run();
    } catch (JudgeException e) {
      throw new InputException(e.getMessage());
    }
    TextTable table = style == JudgeStyle.CONSTRAINTS ? constraints(rows) : scores(rows);
    PrintWriter out = spec.commandLine().getOut();
    out.print(table);
    out.flush();
    return Quantgrid.DONE;
  }

  private JudgeRun run(OutputFolder folder) {
    Optional<String> key =
        Optional.ofNullable(System.getenv(keyVariable)).filter(text -> !text.isBlank());
    return new JudgeRun(
        folder,
        task,
        style,
        references
            .map(file -> QuestionFile.questions(questions, file))
            .orElseGet(() -> QuestionFile.questions(questions)),
        against.map(QuestionFile::answers),
        JudgeAddress.of(address, model, key),
        parallel);
  }

  /** Of conversations the figure of each turn, too. */
  private TextTable scores(List<JudgementRow> rows) {
    int turns = rows.stream().mapToInt(JudgementRow::turn).max().orElse(0) + 1;
    List<String> header =
        new ArrayList<>(
            List.of(
                "model",
                "format",
                "method",
                "judged",
                "not judged",
                style.compares() ? "share won" : "grade"));
    for (int turn = 0; turns > 1 && turn < turns; turn++) {
      header.add("turn " + (turn + 1));
    }
    TextTable table = new TextTable(header);
    for (JudgeFigures one : JudgeFigures.of(rows)) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  one.model(),
                  one.format(),
                  method(one.method(), one.calibration()),
                  Integer.toString(one.judged()),
                  Integer.toString(one.unjudged()),
                  number(one.figure())));
      for (int turn = 0; turns > 1 && turn < turns; turn++) {
        cells.add(number(one.ofTurn(rows, turn)));
      }
      table.row(cells);
    }
    return table;
  }

  /** HSR, SSR and CSL, and both rates of each level. */
  private static TextTable constraints(List<JudgementRow> rows) {
    List<Integer> levels = rows.stream().map(JudgementRow::games).distinct().sorted().toList();
    List<String> header =
        new ArrayList<>(
            List.of("model", "format", "method", "judged", "not judged", "HSR", "SSR", "CSL"));
    levels.forEach(level -> header.add("HSR " + level));
    levels.forEach(level -> header.add("SSR " + level));
    TextTable table = new TextTable(header);
    for (ConstraintFigures one : ConstraintFigures.of(rows)) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  one.model(),
                  one.format(),
                  method(one.method(), one.calibration()),
                  Integer.toString(one.judged()),
                  Integer.toString(one.unjudged()),
                  number(one.hardMean()),
                  number(one.softMean()),
                  number(one.levels())));
      levels.forEach(level -> cells.add(number(one.hard(), level)));
      levels.forEach(level -> cells.add(number(one.soft(), level)));
      table.row(cells);
    }
    return table;
  }

  private static String number(Map<Integer, Double> figures, int level) {
    return number(
        figures.containsKey(level)
            ? OptionalDouble.of(figures.get(level))
            : OptionalDouble.empty());
  }

  private static String method(String method, String calibration) {
    return calibration.isEmpty() ? method : method + " · " + calibration;
  }

  private static String number(OptionalDouble figure) {
    return figure.isPresent() ? String.format(Locale.ROOT, "%.3f", figure.getAsDouble()) : "-";
  }
}
