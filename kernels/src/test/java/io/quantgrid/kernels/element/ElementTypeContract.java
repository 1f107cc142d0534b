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

  /** Every finite value of the type, each once, ascending; float32: 20,000 of them. */
  private float[] values() {
    IntStream codes;
    if (type() instanceof IntegerType) {
      codes = IntStream.rangeClosed((int) type().smallest(), (int) type().largest());
    } else if (type().bits() < 32) {
      codes = IntStream.range(0, 1 << type().bits());
    } else {
      SplittableRandom random = new SplittableRandom(SEED);
      codes = IntStream.generate(random::nextInt).limit(SAMPLES);
    }
    double[] finite =
        codes
            .mapToDouble(type()::decode)
            .filter(Double::isFinite)
            .map(v -> v + 0.0)
            .sorted()
            .toArray();
    double[] distinct = Arrays.stream(finite).distinct().toArray();
    float[] out = new float[distinct.length];
    IntStream.range(0, out.length).forEach(i -> out[i] = (float) distinct[i]);
    return out;
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
    if (type() instanceof IntegerType) {
      assertThat(values()).hasSize(1 << type().bits());
    } else if (type().bits() < 32) {
      int notNumbers =
          (int)
              IntStream.range(0, 1 << type().bits())
                  .filter(code -> !Float.isFinite(type().decode(code)))
                  .count();
      int secondZero = 1;
      assertThat(values()).hasSize((1 << type().bits()) - notNumbers - secondZero);
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
  void between_two_values_the_nearer_one_is_taken_and_halves_go_to_the_even_code() {
    float[] values = values();
    if (type().bits() == 32) {
      return; // every float32 is a value
    }
    for (int i = 1; i < values.length; i++) {
      float low = values[i - 1];
      float high = values[i];
      double middle = ((double) low + high) / 2;
      float tie = (float) middle;
      if (tie != middle || tie == low || tie == high) {
        continue; // the tie is not a float32
      }
      assertThat(nearest(Math.nextDown(tie))).isEqualTo(low);
      assertThat(nearest(Math.nextUp(tie))).isEqualTo(high);
      assertThat(type().encode(tie) & 1).as("code of the tie %s", tie).isZero();
    }
  }

  @Test
  void encoding_is_monotone_and_idempotent() {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] inputs = new float[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      float any = Float.intBitsToFloat(random.nextInt());
      float near = (float) (random.nextDouble(-1.2, 1.2) * Math.min(type().largest(), 1e6f));
      inputs[i] = i % 2 == 0 && !Float.isNaN(any) ? any : near;
    }
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
  void beyond_the_ends_it_saturates() {
    for (float far : new float[] {Float.POSITIVE_INFINITY, Float.MAX_VALUE}) {
      assertThat(nearest(far)).isEqualTo(type().largest());
      assertThat(nearest(-far)).isEqualTo(type().smallest());
    }
  }

  @Test
  void not_a_number_stays_so_in_floating_types_and_is_zero_in_integers() {
    float value = nearest(Float.NaN);
    if (type() instanceof FloatType) {
      assertThat(value).isNaN();
    } else {
      assertThat(value).isZero();
    }
  }
}
