package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.jobs.analyse.Conclusion;
import io.quantgrid.jobs.analyse.Views;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.table.SampleRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One model in four variants on a task of each kind, with one cell said to have failed: made once
 * for all tests of views.
 */
record ViewedSweep(OutputFolder output, Map<String, List<SampleRow>> samples) {
  static final int SAMPLES = 8;

  private static ViewedSweep shared;

  static synchronized ViewedSweep shared(SparkSession spark) throws IOException {
    if (shared == null) {
      Path folder = Files.createTempDirectory("quantgrid-views");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> SmallSweep.delete(folder)));
      shared = run(spark, folder);
    }
    return shared;
  }

  private static ViewedSweep run(SparkSession spark, Path folder) throws IOException {
    Files.writeString(
        folder.resolve("needle.yaml"),
        """
        task: needle
        tag: long_context
        generator: needle
        lengths: [400, 600]
        depths: [0, 100]
        samples: 2
        answer_tokens: 8
        """);
    Path sweep =
        Files.writeString(
            folder.resolve("sweep.yaml"),
            """
            name: viewed
            output: %s
            models: [pocket-s]
            formats: [w8a8-int, w2, kv4]
            methods: [rtn]
            tasks: [pocket_ethics, pocket_stories, pocket_instruction, {file: needle.yaml}]
            limits: {samples: %d}
            """
                .formatted(folder.resolve("out"), SAMPLES));
    Ran ran = Ran.of("run", sweep.toString());
    assertThat(ran.code()).describedAs(ran.err()).isZero();
    Path out = folder.resolve("out");
    OutputFolder output = OutputFolder.open(out.toString(), new Configuration());
    var plan = Outputs.plan(output);
    String failed = plan.cells().get(plan.cells().size() - 1).id();
    Conclusion.write(spark, plan, output, Map.of(failed, "out of 'memory'"));
    return new ViewedSweep(output, SmallSweep.rows(out));
  }

  /** What a query or a view finds: each row's values by column. */
  static List<Map<String, Object>> rows(Dataset<Row> found) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Row row : found.collectAsList()) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (int i = 0; i < found.columns().length; i++) {
        values.put(found.columns()[i], row.get(i));
      }
      rows.add(values);
    }
    return rows;
  }

  /** The tables and views, in a session of their own. */
  SparkSession registered(SparkSession spark) throws IOException {
    SparkSession own = spark.newSession();
    Views.register(own, output);
    return own;
  }
}
