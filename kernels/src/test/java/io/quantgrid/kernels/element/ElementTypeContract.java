package io.quantgrid.kernels.element;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every element type keeps, checked over all codes (of float32: a sample). */
abstract class ElementTypeContract {
  private static final long SEED = 7;
  private static final int SAMPLES = 20_000;

  abstract ElementType type();

  /** Every code of the type; float32: 20,000 of them. */
  IntStream codes() {
    if (type() instanceof IntegerType integer) {
      int lowest = (int) (type().smallest() / integer.step());
      return IntStream.rangeClosed(lowest, (int) (type().largest() / integer.step()));
    } else if (type().bits() < 32) {
      return IntStream.range(0, 1 << type().bits());
    }
    return new SplittableRandom(SEED).ints(SAMPLES);
  }

  /** How many finite values there are. */
  int count() {
    int codes = 1 << type().bits();
    if (type() instanceof FloatType) {
      int notNumbers = (int) codes().filter(code -> !Float.isFinite(type().decode(code))).count();
      int secondZero = unsigned() ? 0 : 1;
      return codes - notNumbers - secondZero;
    }
    return codes;
  }

  /** Which of two neighbours a value halfway between them goes to. */
  float tie(float low, float high) {
    return (type().encode(low) & 1) == 0 ? low : high;
  }

  /** Whether what lies between two neighbours goes to the nearer one. */
  boolean roundsToNearest(float low, float high) {
    return true;
  }

  /** What NaN becomes. */
  float notANumber() {
    boolean kept = codes().anyMatch(code -> Float.isNaN(type().decode(code)));
    return kept ? Float.NaN : 0;
  }

  private boolean unsigned() {
    return type().smallest() > 0;
  }

  /** Every finite value of the type, each once, ascending. */
  private float[] values() {
    double[] finite =
        codes()
            .mapToDouble(type()::decode)
            .filter(Double::isFinite)
            .map(v -> v + 0.0)
            .sorted()
            .distinct()
            .toArray();
    float[] out = new float[finite.length];
    IntStream.range(0, out.length).forEach(i -> out[i] = (float) finite[i]);
    return out;
  }

  /** Numbers of all magnitudes that the type takes, half of them in its range. */
  private float[] inputs() {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] inputs = new float[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      float any = Float.intBitsToFloat(random.nextInt());
      float near = (float) (random.nextDouble(-1.2, 1.2) * Math.min(type().largest(), 1e6f));
      float input = i % 2 == 0 && !Float.isNaN(any) ? any : near;
      inputs[i] = unsigned() ? Math.max(Float.MIN_VALUE, Math.abs(input)) : input;
    }
    return inputs;
  }

  private float nearest(float x) {
    return type().decode(type().encode(x));
  }

  @Test
  void the_registry_finds_it_by_name() {
    assertThat(ElementTypes.named(type().name())).isSameAs(type());
    assertThat(ElementTypes.all()).contains(type());
  }

  @Test
  void every_value_is_its_own_nearest() {
    for (float value : values()) {
      assertThat(nearest(value)).isEqualTo(value);
    }
  }

  @Test
  void there_are_as_many_values_as_codes() {
    if (type().bits() < 32) {
      assertThat(values()).hasSize(count());
    }
  }

  @Test
  void the_ends_are_largest_and_smallest() {
    float[] values = values();
    if (type().bits() < 32) {
      assertThat(values[0]).isEqualTo(type().smallest());
      assertThat(values[values.length - 1]).isEqualTo(type().largest());
    }
  }

  @Test
  void between_two_values_the_nearer_one_is_taken_and_halves_go_where_the_type_says() {
    float[] values = values();
    if (type().bits() == 32) {
      return; // every float32 is a value
    }
    for (int i = 1; i < values.length; i++) {
      float low = values[i - 1];
      float high = values[i];
      double middle = ((double) low + high) / 2;
      float tie = (float) middle;
      if (tie == low || tie == high || !roundsToNearest(low, high)) {
        continue;
      }
      assertThat(nearest(Math.nextDown(tie))).isEqualTo(low);
      assertThat(nearest(Math.nextUp(tie))).isEqualTo(high);
      float expected = tie == middle ? tie(low, high) : tie < middle ? low : high;
      assertThat(nearest(tie)).as("value of the tie %s", tie).isEqualTo(expected);
    }
  }

  @Test
  void errors_are_at_most_half_a_step() {
    float[] values = values();
    if (type().bits() == 32) {
      return; // every float32 is a value
    }
    for (float input : inputs()) {
      if (input < type().smallest() || input > type().largest()) {
        continue;
      }
      int found = Arrays.binarySearch(values, input);
      if (found < 0) {
        float low = values[-found - 2];
        float high = values[-found - 1];
        double half = ((double) high - low) / (roundsToNearest(low, high) ? 2 : 1);
        assertThat(Math.abs((double) nearest(input) - input))
            .as("error of %s between %s and %s", input, low, high)
            .isLessThanOrEqualTo(half);
      }
    }
  }

  @Test
  void encoding_is_monotone_and_idempotent() {
    float[] inputs = inputs();
    Arrays.sort(inputs);
    float previous = Float.NEGATIVE_INFINITY;
    for (float input : inputs) {
      float value = nearest(input);
      assertThat(value).isGreaterThanOrEqualTo(previous);
      assertThat(nearest(value)).isEqualTo(value);
      previous = value;
    }
  }

  @Test
  void opposite_values_have_opposite_codes_where_the_type_is_symmetric() {
    float[] values = values();
    float limit = Math.min(type().largest(), -type().smallest());
    boolean symmetric =
        IntStream.range(0, values.length)
            .allMatch(i -> values[i] < -limit || Arrays.binarySearch(values, -values[i] + 0f) >= 0);
    if (!symmetric) {
      assertThat(type()).isIn(Nf4.TYPE, E8m0.TYPE, Float32.TYPE); // the last is sampled
      return;
    }
    for (float input : inputs()) {
      if (Math.abs(input) <= limit && input != 0) {
        assertThat(nearest(-input) + 0f).as("of %s", input).isEqualTo(-nearest(input) + 0f);
      }
    }
  }

  @Test
  void a_power_of_two_in_value_and_scale_changes_no_code() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < SAMPLES; i++) {
      float x = (float) random.nextDouble(unsigned() ? 0.01 : -8, 8);
      float scale = (float) random.nextDouble(0.01, 3);
      int power = random.nextInt(-60, 60);
      int code = type().encode(x / scale);
      assertThat(type().encode(Math.scalb(x, power) / Math.scalb(scale, power))).isEqualTo(code);
    }
  }

  @Test
  void beyond_the_ends_it_saturates() {
    for (float far : new float[] {Float.POSITIVE_INFINITY, Float.MAX_VALUE}) {
      assertThat(nearest(far)).isEqualTo(type().largest());
      if (!unsigned()) {
        assertThat(nearest(-far)).isEqualTo(type().smallest());
      }
    }
  }

  @Test
  void not_a_number_stays_so_in_types_that_have_one_and_is_zero_in_others() {
    assertThat(nearest(Float.NaN) + 0f).isEqualTo(Float.valueOf(notANumber()));
  }
}
