package io.quantgrid.jobs.cli;

import io.quantgrid.jobs.analyse.GpuAudit;
import io.quantgrid.jobs.analyse.Views;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gpu-audit OUT}: which views the RAPIDS Accelerator would run on GPUs. */
@Command(
    name = "gpu-audit",
    description = {
      "Shows for every view of an output folder whether the RAPIDS Accelerator would run it on GPUs,",
      "and what would fall back to the CPU. Needs its jar and plugin, no GPU; see docs/gpu.md."
    },
    mixinStandardHelpOptions = true)
final class GpuAuditCommand implements java.util.concurrent.Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "OUT", description = "Output folder of a sweep.")
  private String output;

  @Override
  public Integer call() throws Exception {
    try (Session session = Session.open("gpu-audit", 1)) {
      SparkSession spark = session.spark();
      Views.register(spark, Outputs.existing(spark.sparkContext().hadoopConfiguration(), output));
      List<GpuAudit> audits = new ArrayList<>();
      try {
        for (String view : views(spark)) {
          audits.add(GpuAudit.of(view, spark.table(view)));
        }
      } catch (GpuAudit.NotLoadedException e) {
        throw new InputException(e.getMessage());
      }
      return print(audits);
    }
  }

  private static List<String> views(SparkSession spark) {
    return spark
        .catalog()
        .listTables()
        .filter("isTemporary")
        .select("name")
        .as(Encoders.STRING())
        .collectAsList();
  }

  private int print(List<GpuAudit> audits) {
    TextTable table = new TextTable(List.of("view", "on GPU", "steps on the GPU", "on the CPU"));
    for (GpuAudit audit : audits) {
      table.row(
          List.of(
              audit.view(),
              audit.runsOnGpu() ? "yes" : "no",
              String.join(", ", audit.steps()),
              Stream.concat(audit.fallbacks().stream(), audit.exceptions().stream())
                  .collect(Collectors.joining("; "))));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(table);
    out.flush();
    return audits.stream().allMatch(GpuAudit::runsOnGpu) ? Quantgrid.DONE : Quantgrid.SOME_FAILED;
  }
}
