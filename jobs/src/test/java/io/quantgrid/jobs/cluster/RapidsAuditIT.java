package io.quantgrid.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive with the RAPIDS Accelerator beside it, which plans for GPUs that are not there. */
@Tag("rapids")
class RapidsAuditIT {
  @TempDir static Path folder;
  private static Archive archive;
  private static SparkHome spark;

  @BeforeAll
  static void unpack() throws Exception {
    archive = Archive.unpack(folder.resolve("quantgrid"));
    spark = SparkHome.create(folder.resolve("spark"), archive);
  }

  @AfterAll
  static void unlink() throws IOException {
    if (spark != null) {
      spark.unlink();
    }
  }

  @Test
  void every_view_would_run_on_gpus() throws Exception {
    Path output = folder.resolve("out");
    Submission run = submit("run", "", List.of(), "run", sweep(output));
    assertThat(run.exitCode()).as(run.log()).isZero();

    String rapids = System.getProperty("quantgrid.rapids", "");
    assertThat(Path.of(rapids)).isRegularFile();
    Submission audit =
        submit("audit", rapids, List.of("--properties-file", queries()), "gpu-audit", out(output));
    int code = audit.exitCode();
    System.out.println(audit.output());
    assertThat(code).as(audit.output() + audit.log()).isZero();
  }

  private static String out(Path output) {
    return output.toString();
  }

  /** What conf/rapids.conf says of queries; executors and their GPUs there are none. */
  private static String queries() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("..", "conf", "rapids.conf"))) {
      if (!line.startsWith("spark.executor.") && !line.startsWith("spark.task.")) {
        lines.add(line);
      }
    }
    assertThat(lines).anyMatch(line -> line.startsWith("spark.plugins"));
    lines.add("spark.rapids.sql.mode explainOnly");
    lines.add("spark.ui.enabled false");
    return Files.write(folder.resolve("queries.conf"), lines).toString();
  }

  private static String sweep(Path output) throws IOException {
    Path file = folder.resolve("sweep.yaml");
    Files.writeString(
        file,
        """
        name: audit
        output: %s
        models: [pocket-s]
        formats: [w4a16-int-g32, w8a8-int, kv4]
        tasks: [pocket_instruction, pocket_ethics, pocket_stories]
        limits: {samples: 10}
        """
            .formatted(output));
    return file.toString();
  }

  private static Submission submit(String name, String jars, List<String> options, String... words)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(archive.launcher().toString()));
    command.addAll(List.of(words));
    Path err = folder.resolve(name + ".err");
    Path out = folder.resolve(name + ".out");
    ProcessBuilder builder = spark.process(command, out).redirectError(err.toFile());
    builder.environment().put("QUANTGRID_MASTER", "local[2]");
    builder.environment().put("QUANTGRID_SUBMIT_OPTS", String.join(" ", options));
    builder.environment().put("QUANTGRID_JARS", jars);
    return new Submission(builder.start(), out, err);
  }
}
