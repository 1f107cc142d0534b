package io.quantgrid.jobs.cli;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doctor}: what is here and whether it works. */
@Command(
    name = "doctor",
    description =
        "Shows versions, engine, memory and Spark, and checks that a known item scores as it should.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements java.util.concurrent.Callable<Integer> {
  @Spec private CommandSpec spec;
  private PrintWriter out;
  private int failed;

  /** One finding; may throw. */
  private interface Check {
    String run() throws Exception;
  }

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
    check("engine torch", DoctorCommand::engine);
    check("gemm float32", () -> gemm(DType.FLOAT32));
    check("gemm bfloat16", () -> gemm(DType.BFLOAT16));
    check("self-check", SelfCheck::run);
    check("spark", this::spark);
    out.println(
        failed == 0
            ? "All is well."
            : failed + (failed == 1 ? " check failed." : " checks failed."));
    out.flush();
    return failed == 0 ? Quantgrid.DONE : Quantgrid.SOME_FAILED;
  }

  private void check(String name, Check check) {
    try {
      out.printf(Locale.ROOT, "%-14s ok      %s%n", name, check.run());
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      failed++;
      out.printf(Locale.ROOT, "%-14s FAILED  %s%n", name, e);
    }
    out.flush();
  }

  private static String engine() {
    Engine engine = Engines.named("torch");
    return engine.version() + ", " + engine.device();
  }

  private static String gemm(DType dtype) {
    Engine engine = Engines.named("torch");
    engine.threads(1);
    double rate = io.quantgrid.kernels.tensor.GemmRate.measure(engine, dtype, 512, 1024, 1024);
    return String.format(Locale.ROOT, "%.0f GFLOP/s on one thread (512 x 1024 x 1024)", rate / 1e9);
  }

  private String spark() throws java.io.IOException {
    try (Session session = Session.open("doctor", 1)) {
      SparkSession spark = session.spark();
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      long sum =
          context
              .parallelize(LongStream.rangeClosed(1, 1000).boxed().toList(), 4)
              .reduce(Long::sum);
      if (sum != 500_500) {
        throw new IllegalStateException(
            "Cannot trust Spark: 1 + ... + 1000 = " + sum + " (expected 500500)");
      }
      return spark.version() + ", " + spark.sparkContext().master();
    }
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
