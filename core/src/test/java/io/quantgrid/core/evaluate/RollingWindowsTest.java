package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RollingWindowsTest {
  @Test
  void windows_are_those_of_lm_eval() throws IOException {
    JsonNode goldens = Goldens.units().get("rolling windows");
    assertThat(goldens).hasSize(7);
    for (JsonNode golden : goldens) {
      int[] tokens = IntStream.rangeClosed(1, golden.get("tokens").asInt()).toArray();
      int maxLength = golden.get("max_length").asInt();
      List<TokenPair> windows =
          RollingWindows.of(tokens, 0, maxLength).stream()
              .map(window -> window.truncated(maxLength))
              .toList();
      assertThat(windows).hasSameSizeAs(golden.get("windows"));
      for (int i = 0; i < windows.size(); i++) {
        JsonNode expected = golden.get("windows").get(i);
        assertThat(windows.get(i).context()).isEqualTo(Goldens.ints(expected.get(0)));
        assertThat(windows.get(i).continuation()).isEqualTo(Goldens.ints(expected.get(1)));
      }
    }
  }
}
