package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.jobs.table.SampleRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
  private static Session session;
  private static String output;

  @TempDir private Path folder;

  @BeforeAll
  static void open() throws IOException {
    session = Session.open("tests", 1);
    output = SmallSweep.shared().output().toString();
  }

  @AfterAll
  static void close() {
    session.close();
  }

  private static List<SampleRow> rows(Path output, String format) throws IOException {
    return SmallSweep.rows(output).values().stream()
        .flatMap(List::stream)
        .filter(row -> row.format().equals(format))
        .sorted(Comparator.comparing(SampleRow::kind).thenComparing(SampleRow::docId))
        .toList();
  }

  @Test
  void an_exported_folder_is_a_model_that_gives_the_same_rows() throws IOException {
    Path exported = folder.resolve("w8a8");
    Ran ran = Ran.of("export", output, "--format", "w8a8-int", "--to", exported.toString());
    assertThat(ran.code()).describedAs(ran.err()).isZero();
    assertThat(exported.resolve("quantgrid.json")).doesNotExist();
    Path sweep =
        Files.writeString(
            folder.resolve("again.yaml"),
            """
            name: again
            output: %s
            models: [{name: exported, path: %s}]
            formats: [baseline]
            tasks: [pocket_ethics, pocket_stories, pocket_instruction]
            limits: {samples: %d}
            """
                .formatted(folder.resolve("again"), exported, SmallSweep.SAMPLES));
    Ran again = Ran.of("run", sweep.toString());
    assertThat(again.code()).describedAs(again.err()).isZero();
    List<SampleRow> before = rows(Path.of(output), "w8a8-int");
    List<SampleRow> after = rows(folder.resolve("again"), "baseline");
    assertThat(after)
        .usingRecursiveFieldByFieldElementComparatorOnFields(
            "docId",
            "loglikelihoods",
            "predicted",
            "output",
            "metrics",
            "bitsPerWeight",
            "modelBytes",
            "compute")
        .containsExactlyElementsOf(before);
  }

  @Test
  void what_cannot_be_exported_is_one_clear_line() {
    Path to = folder.resolve("to");
    assertThat(Ran.of("export", output, "--format", "kv4", "--to", to.toString()).err())
        .contains("no variant of that --model, --format, --method and --calibration")
        .contains("pocket-s, w8a8-int, rtn");
    assertThat(Ran.of("export", output, "--to", folder.toString()).err()).contains("it exists");
    assertThat(to).doesNotExist();
  }
}
