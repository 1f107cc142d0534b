package io.quantgrid.jobs.cli;

import io.quantgrid.core.grid.SweepException;
import io.quantgrid.jobs.storage.OutputInUseException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/**
 * The command line. Exit codes: 0 all cells done, 1 some failed, 2 bad input. Progress and problems
 * go to standard error, results to standard output.
 */
@Command(
    name = "quantgrid",
    description = "Evaluates quantized language models on Apache Spark.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      PlanCommand.class,
      TasksCommand.class,
      ReportCommand.class,
      SqlCommand.class,
      SamplesCommand.class,
      GpuAuditCommand.class,
      DoctorCommand.class,
      QuantizeCommand.class,
      ExportCommand.class,
      JudgeCommand.class,
      CleanCommand.class,
      GenerateCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Quantgrid implements Runnable {
  static final int DONE = 0;
  static final int SOME_FAILED = 1;
  static final int BAD_INPUT = 2;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(execute(args));
  }

  /** Runs one command and returns its exit code. */
  public static int execute(String... args) {
    return new CommandLine(new Quantgrid())
        .setExecutionExceptionHandler(Quantgrid::explain)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(args);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /**
   * Bad input is told in its own words; anything else is a defect or the machine's, and shows where
   * it happened.
   */
  private static int explain(Exception problem, CommandLine line, ParseResult parsed) {
    PrintWriter err = line.getErr();
    if (Interruption.isEnding()) {
      return SOME_FAILED; // the signal's own code is what the shell sees
    }
    if (problem instanceof SweepException sweep) {
      sweep.problems().forEach(err::println);
      err.println(
          sweep.problems().size() == 1
              ? "1 problem; nothing was written."
              : sweep.problems().size() + " problems; nothing was written.");
      return BAD_INPUT;
    }
    if (problem instanceof InputException || problem instanceof OutputInUseException) {
      err.println(problem.getMessage());
      return BAD_INPUT;
    }
    problem.printStackTrace(err);
    return SOME_FAILED;
  }
}
