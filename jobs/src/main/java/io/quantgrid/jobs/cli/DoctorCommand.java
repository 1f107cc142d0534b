package io.quantgrid.jobs.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doctor}: what is here and whether it works; on a cluster, on every executor too. */
@Command(
    name = "doctor",
    description = {
      "Shows versions, engines, memory and Spark, runs every kernel of every engine against plain Java,",
      "measures how fast they are, and checks that a known item scores as it should.",
      "On a cluster it does so on every executor."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements java.util.concurrent.Callable<Integer> {
  @Spec private CommandSpec spec;
  private PrintWriter out;
  private int failed;

  @Override
  public Integer call() {
    out = spec.commandLine().getOut();
    Runtime runtime = Runtime.getRuntime();
    check("quantgrid", Version::text);
    check("java", () -> System.getProperty("java.vm.name") + " " + Runtime.version());
    check(
        "machine",
        () ->
            System.getProperty("os.name")
                + " "
                + System.getProperty("os.arch")
                + ", "
                + runtime.availableProcessors()
                + " cores");
    check("heap", () -> gibibytes(runtime.maxMemory()) + " at most");
    check(
        "memory",
        () ->
            gibibytes(Machine.memoryBytes())
                + ", "
                + gibibytes(Machine.availableBytes())
                + " available");
    EngineFindings.all().forEach(this::print);
    check("self-check", SelfCheck::run);
    spark();
    out.println(
        failed == 0
            ? "All is well."
            : failed + (failed == 1 ? " check failed." : " checks failed."));
    out.flush();
    return failed == 0 ? Quantgrid.DONE : Quantgrid.SOME_FAILED;
  }

  private void check(String name, Finding.Look look) {
    print(Finding.of(name, look));
  }

  private void print(Finding finding) {
    failed += finding.fine() ? 0 : 1;
    out.println(finding);
    out.flush();
  }

  private void spark() {
    try (Session session = Session.open("doctor", 1)) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(session.spark().sparkContext());
      check("spark", () -> describe(context));
      if (!context.isLocal()) {
        executors(context);
      }
    } catch (RuntimeException e) {
      print(new Finding("spark", false, e.toString()));
    }
  }

  /** Version and master of a Spark that adds up on its executors. */
  private static String describe(JavaSparkContext context) {
    long sum =
        context.parallelize(LongStream.rangeClosed(1, 1000).boxed().toList(), 4).reduce(Long::sum);
    if (sum != 500_500) {
      throw new IllegalStateException(
          "Cannot trust Spark: 1 + ... + 1000 = " + sum + " (expected 500500)");
    }
    return context.version() + ", " + context.master();
  }

  private void executors(JavaSparkContext context) {
    try {
      List<ExecutorFindings.Found> all = ExecutorFindings.all(context);
      for (ExecutorFindings.Found found : all) {
        out.println("executor " + found.executor() + " on " + found.host());
        found.findings().forEach(this::print);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      print(new Finding("executors", false, e.toString()));
    } catch (RuntimeException e) {
      print(new Finding("executors", false, e.toString()));
    }
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
