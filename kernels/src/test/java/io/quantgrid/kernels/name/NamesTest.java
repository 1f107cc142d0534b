package io.quantgrid.kernels.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
  private static final List<String> KEYS =
      List.of("models", "formats", "methods", "tasks", "w4a16");

  @ParameterizedTest
  @CsvSource({"fromats,formats", "Model,models", "task,tasks", "w4a12,w4a16", "metods,methods"})
  void a_slip_of_the_keys_is_recognized(String word, String meant) {
    assertThat(Names.nearest(word, KEYS)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"colour", "x", "batch", "''", "m"})
  void nothing_is_suggested_for_a_word_unlike_all(String word) {
    assertThat(Names.nearest(word, KEYS)).isEmpty();
    assertThat(Names.hint(word, KEYS)).isEmpty();
  }

  @Test
  void the_first_of_equally_near_names_is_taken() {
    assertThat(Names.nearest("kv5", List.of("kv8", "kv4"))).contains("kv8");
  }

  @Test
  void a_hint_ends_a_message() {
    assertThat(Names.hint("fromats", KEYS)).isEqualTo("; did you mean formats?");
  }

  @Test
  void edits_equal_the_recursive_definition() {
    Random random = new Random(1);
    for (int round = 0; round < 300; round++) {
      String a = word(random);
      String b = word(random);
      assertThat(Names.edits(a, b)).as(a + " " + b).isEqualTo(recursive(a, b));
    }
  }

  private static String word(Random random) {
    return random
        .ints(random.nextInt(6), 'a', 'd')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static int recursive(String a, String b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.length() + b.length();
    }
    String shortA = a.substring(1);
    String shortB = b.substring(1);
    int fewest =
        Math.min(
            recursive(shortA, shortB) + (a.charAt(0) == b.charAt(0) ? 0 : 1),
            1 + Math.min(recursive(a, shortB), recursive(shortA, b)));
    boolean swapped =
        a.length() > 1
            && b.length() > 1
            && a.charAt(0) == b.charAt(1)
            && a.charAt(1) == b.charAt(0);
    return swapped ? Math.min(fewest, 1 + recursive(a.substring(2), b.substring(2))) : fewest;
  }
}
