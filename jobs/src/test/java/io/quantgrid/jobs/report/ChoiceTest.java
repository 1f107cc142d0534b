package io.quantgrid.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChoiceTest {
  private static final long MIB = 1 << 20;

  private static final StructType TYPE =
      new StructType()
          .add("model", DataTypes.StringType)
          .add("format", DataTypes.StringType)
          .add("method", DataTypes.StringType)
          .add("baseline", DataTypes.BooleanType)
          .add("compute", DataTypes.StringType)
          .add("model_bytes", DataTypes.LongType)
          .add("recovery", DataTypes.DoubleType)
          .add("recovery_low", DataTypes.DoubleType)
          .add("recovery_high", DataTypes.DoubleType)
          .add("samples_per_second", DataTypes.DoubleType);

  private static Row row(String format, boolean baseline, Object... figures) {
    Object[] values = {
      "m",
      format,
      baseline ? "none" : "rtn",
      baseline,
      "native",
      figures[0],
      figures[1],
      figures[2],
      figures[3],
      figures[4]
    };
    return new GenericRowWithSchema(values, TYPE);
  }

  private static final List<Row> VARIANTS =
      List.of(
          row("baseline", true, 16 * MIB, 100.0, null, null, 50.0),
          row("w8", false, 8 * MIB, 99.9, 99.5, 100.2, 40.0),
          row("w4", false, 4 * MIB, 99.2, 98.4, 99.9, 60.0),
          row("w2", false, 2 * MIB, 40.0, 35.0, 45.0, 70.0),
          row("failed", false, 1 * MIB, null, null, null, null));

  private static String choose(OptionalLong bytes, OptionalDouble recovery, OptionalDouble speed) {
    return Choice.of(VARIANTS, new Limits(bytes, recovery, speed)).get(0);
  }

  @Test
  void a_size_limit_takes_the_highest_recovery() {
    assertThat(choose(OptionalLong.of(9 * MIB), OptionalDouble.empty(), OptionalDouble.empty()))
        .isEqualTo(
            "m: with at most 9.00 MiB, the best is w8 · rtn (8.00 MiB, recovery 99.9 % (99.5 to 100.2), 40.0 samples/s).");
  }

  @Test
  void a_recovery_limit_takes_the_smallest_and_says_when_that_is_not_sure() {
    assertThat(choose(OptionalLong.empty(), OptionalDouble.of(99), OptionalDouble.empty()))
        .startsWith("m: with a recovery of at least 99 %, the best is w4 · rtn (4.00 MiB")
        .contains("Its interval reaches below the limit: more samples would settle it.")
        .endsWith("The baseline itself keeps to the limits.");
  }

  @Test
  void a_speed_limit_leaves_out_what_is_slower() {
    assertThat(choose(OptionalLong.empty(), OptionalDouble.empty(), OptionalDouble.of(45)))
        .contains("the best is w4 · rtn")
        .contains("The baseline itself");
  }

  @Test
  void where_none_keeps_to_the_limits_the_closest_are_named() {
    assertThat(choose(OptionalLong.of(3 * MIB), OptionalDouble.of(99), OptionalDouble.of(65)))
        .startsWith("m: no quantized variant has at most 3.00 MiB and a recovery of at least 99 %")
        .contains("the smallest is w2", "the highest recovery has w8", "the fastest is w2");
  }

  @ParameterizedTest
  @CsvSource({
    "4GiB,4294967296",
    "1.5GB,1500000000",
    "800,800",
    "2 KiB,2048",
    "1MiB,1048576",
    "3M,3000000"
  })
  void sizes_are_read(String text, long bytes) {
    assertThat(Limits.bytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "4Gib", "4 apples", "iB", "1e9", "99999999999TiB", "0.1"})
  void what_is_no_size_is_refused(String text) {
    assertThatThrownBy(() -> Limits.bytes(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot read a size: " + text + " (expected bytes, as 4GiB, 1.5GB or 800000000)");
  }
}
