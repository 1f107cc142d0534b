package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportCommandTest {
  private static Session session;
  private static SmallSweep sweep;
  @TempDir static Path temporary;
  private static Path copy;

  @BeforeAll
  static void open() throws IOException {
    session = Session.open("tests", 1);
    sweep = SmallSweep.shared();
    copy = sweep.copy(temporary.resolve("copy"));
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @Test
  void it_names_the_best_variant_and_what_changed() {
    Ran ran =
        Ran.of(
            "report",
            copy.toString(),
            "--max-bytes",
            "1.5MiB",
            "--min-recovery",
            "1",
            "--against",
            sweep.output().toString());
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("pocket-s: with at most 1.50 MiB and a recovery of at least 1 %, the best is ")
        .contains("Against " + sweep.output() + ": 9 cells are in both: 0 better, 0 worse")
        .contains("9 the same to the last item");
  }

  @Test
  void the_samples_of_a_sweep_are_behind_its_figures() throws IOException {
    String page = Files.readString(sweep.output().resolve("report/index.html"));
    String samples = page.substring(page.indexOf("id=\"samples\">") + 13);
    samples = samples.substring(0, samples.indexOf("</script>"));
    // two variants, three tasks, the six items of each
    assertThat(samples.split("\"doc\":", -1)).hasSize(1 + 2 * 3 * SmallSweep.SAMPLES);
    assertThat(samples).contains("\"diff\":[", "\"ll\":[");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--max-bytes  | 4 apples | Cannot read a size: 4 apples (expected bytes, as 4GiB, 1.5GB or 800000000)",
        "--min-recovery | 0 | Cannot choose a variant: --min-recovery 0.0 (expected a percentage of the baseline above 0, as 99)",
        "--min-recovery | NaN | Cannot choose a variant: --min-recovery NaN (expected a percentage of the baseline above 0, as 99)",
        "--min-speed | -3 | Cannot choose a variant: --min-speed -3.0 (expected samples per second above 0, as 25)",
        "--min-speed | fast | Invalid value for option '--min-speed'",
        "--against | /nowhere/at/all | Cannot read /nowhere/at/all: no plan.json in it",
      })
  void options_that_cannot_be_used_are_refused(String option, String value, String says) {
    Ran ran = Ran.of("report", copy.toString(), option, value);
    assertThat(ran.code()).isEqualTo(Quantgrid.BAD_INPUT);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains(says).doesNotContain("\tat ");
  }
}
