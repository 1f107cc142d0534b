package io.quantgrid.kernels.naming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearMissTest {
  private static final List<String> KNOWN = List.of("rtn", "gptq", "smoothquant");

  @Test
  void a_slip_of_the_finger_finds_the_name() {
    assertThat(NearMiss.of("smothquant", KNOWN)).contains("smoothquant");
    assertThat(NearMiss.of("GPQT", KNOWN)).contains("gptq");
    assertThat(NearMiss.hint("rnt", KNOWN)).isEqualTo("; did you mean rtn?");
  }

  @Test
  void another_word_finds_nothing() {
    assertThat(NearMiss.of("lorc", KNOWN)).isEmpty();
    assertThat(NearMiss.hint("", KNOWN)).isEmpty();
  }

  @Test
  void distance_counts_edits_and_neighbours_exchanged() {
    assertThat(NearMiss.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearMiss.distance("ab", "ba")).isEqualTo(1);
    assertThat(NearMiss.distance("", "abc")).isEqualTo(3);
  }
}
