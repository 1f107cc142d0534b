package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class PythonRandomTest {
  @Test
  void streams_are_cpythons() throws IOException {
    for (JsonNode golden : Goldens.units().get("python random")) {
      long seed = golden.get("seed").asLong();
      assertThat(new PythonRandom(seed).random()).isEqualTo(golden.get("random").get(0).asDouble());
      assertThat(new PythonRandom(seed).bits(32)).isEqualTo(golden.get("getrandbits32").asLong());
      PythonRandom random = new PythonRandom(seed);
      for (int choice : Goldens.ints(golden.get("choices of range(10)"))) {
        assertThat(random.choice(10)).isEqualTo(choice);
      }
    }
  }

  @Test
  void the_state_is_renewed_after_624_words() {
    PythonRandom random = new PythonRandom(0);
    for (int i = 0; i < 3; i++) {
      random.bits(32);
    }
    double last = 0;
    for (int i = 0; i < 700; i++) {
      last = random.random();
    }
    // CPython 3: r = Random(0); three getrandbits(32), then the 700th random()
    assertThat(last).isEqualTo(0.6774926049513658);
  }

  @Test
  void seeds_of_more_than_a_word_are_refused() {
    assertThatThrownBy(() -> new PythonRandom(1L << 32)).hasMessageContaining("4294967296");
    assertThatThrownBy(() -> new PythonRandom(-1)).hasMessageContaining("-1");
  }
}
