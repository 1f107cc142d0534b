package io.quantgrid.kernels.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.tensor.Engines;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelChecksTest {
  static List<String> engines() {
    return Engines.names();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void every_kernel_of_every_engine_is_as_plain_java_has_it(String engine) {
    List<Deviation> found = KernelChecks.run(Engines.named(engine));
    assertThat(found).hasSizeGreaterThan(40);
    assertThat(found).allMatch(Deviation::isFine);
    assertThat(found.stream().map(Deviation::kernel)).doesNotHaveDuplicates();
  }

  @Test
  void a_wrong_number_is_a_deviation() {
    float[] expected = {1, 2, -4, Float.NaN};
    assertThat(Deviation.of("k", expected.clone(), expected, 0).isFine()).isTrue();
    assertThat(Deviation.of("k", new float[] {1, 2, -4, 0}, expected, 1).isFine()).isFalse();
    assertThat(Deviation.of("k", new float[] {1, Float.NaN, -4, Float.NaN}, expected, 1).isFine())
        .isFalse();
    assertThat(Deviation.of("k", new float[0], expected, 1).isFine()).isFalse();
    Deviation half = Deviation.of("k", new float[] {1, 2, -2, Float.NaN}, expected, 0.4);
    assertThat(half.largest()).isEqualTo(0.5);
    assertThat(half.isFine()).isFalse();
  }
}
