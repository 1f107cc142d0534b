package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.jobs.table.SampleRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep file runs on the second engine as it is, and comes to the same decisions. */
class SecondEngineTest {
  /** Float32 in another order: sums over up to a few hundred tokens. */
  private static final double LOGLIKELIHOOD = 1e-3;

  /**
   * An activation near half a step may fall to the other of two int8 codes, a whole step apart, in
   * another engine's float32, or where codes are multiplied natively: a few in a hundred rows do.
   */
  private static final double HALF_STEPS = 0.5;

  /** The same for sums over whole texts, relative to them. */
  private static final double HALF_STEPS_OF_A_TEXT = 5e-3;

  private static Session session;
  private static SmallSweep sweep;

  @TempDir Path temporary;

  @BeforeAll
  static void open() throws IOException {
    session = Session.open("tests", 1);
    sweep = SmallSweep.shared();
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @Test
  void a_sweep_on_nd4j_decides_as_one_on_torch() throws IOException {
    Path output = temporary.resolve("nd4j");
    Ran ran = Ran.of("run", sweep.file(), "--set", "engine=nd4j", "--set", "output=" + output);
    assertThat(ran.code()).describedAs(ran.err()).isZero();
    assertThat(ran.outLines()).filteredOn(line -> line.startsWith("pocket-s ")).hasSize(3);
    Map<String, SampleRow> expected = byItem(sweep.output());
    Map<String, SampleRow> actual = byItem(output);
    assertThat(actual).containsOnlyKeys(expected.keySet());
    actual.forEach((item, row) -> agree(item, row, expected.get(item)));
  }

  private static void agree(String item, SampleRow row, SampleRow expected) {
    assertThat(row.engine()).isEqualTo("nd4j");
    assertThat(expected.engine()).isEqualTo("torch");
    assertThat(row.cell()).as(item).isNotEqualTo(expected.cell());
    assertThat(row.predicted()).as(item).isEqualTo(expected.predicted());
    assertThat(row.loglikelihoods()).as(item).hasSameSizeAs(expected.loglikelihoods());
    boolean rounded = row.format().equals("w8a8-int");
    for (int i = 0; i < row.loglikelihoods().size(); i++) {
      double wanted = expected.loglikelihoods().get(i);
      double tolerance =
          rounded ? HALF_STEPS + HALF_STEPS_OF_A_TEXT * Math.abs(wanted) : LOGLIKELIHOOD;
      assertThat(row.loglikelihoods().get(i)).as(item).isCloseTo(wanted, within(tolerance));
    }
    if (!rounded) {
      assertThat(row.output()).as(item).isEqualTo(expected.output());
      assertThat(row.correct()).as(item).isEqualTo(expected.correct());
    }
  }

  private static Map<String, SampleRow> byItem(Path output) throws IOException {
    Map<String, SampleRow> rows = new HashMap<>();
    for (List<SampleRow> cell : SmallSweep.rows(output).values()) {
      cell.forEach(row -> rows.put(row.format() + " " + row.docHash(), row));
    }
    return rows;
  }
}
