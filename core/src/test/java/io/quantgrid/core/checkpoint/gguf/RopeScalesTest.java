package io.quantgrid.core.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class RopeScalesTest {
  private static final double THETA = 500_000;
  private static final int PAIRS = 64;

  /** The numbers that llama.cpp's conversion writes for Llama 3.1, factor 8. */
  @Test
  void divisors_of_llama_3_1_are_recognized() {
    ObjectNode scaling = RopeScales.llama3(divisors(8), THETA).orElseThrow();
    assertThat(scaling.toString())
        .isEqualTo(
            "{\"rope_type\":\"llama3\",\"factor\":8.0,\"low_freq_factor\":1.0,"
                + "\"high_freq_factor\":4.0,\"original_max_position_embeddings\":8192}");
    assertThat(RopeScales.llama3(divisors(32), THETA)).isPresent();
  }

  @Test
  void other_divisors_are_not_taken_for_them() {
    float[] changed = divisors(8);
    changed[PAIRS / 2] *= 1.01f;
    assertThat(RopeScales.llama3(changed, THETA)).isEmpty();
    float[] undefined = divisors(8);
    undefined[3] = Float.NaN;
    assertThat(RopeScales.llama3(undefined, THETA)).isEmpty();
  }

  private static float[] divisors(double factor) {
    float[] divisors = new float[PAIRS];
    for (int pair = 0; pair < PAIRS; pair++) {
      double wavelength = 2 * Math.PI / Math.pow(THETA, -2.0 * pair / (2 * PAIRS));
      if (wavelength < 8192 / 4.0) {
        divisors[pair] = 1;
      } else if (wavelength > 8192) {
        divisors[pair] = (float) factor;
      } else {
        double smooth = (8192 / wavelength - 1) / (4 - 1);
        divisors[pair] = (float) (1 / ((1 - smooth) / factor + smooth));
      }
    }
    return divisors;
  }
}
