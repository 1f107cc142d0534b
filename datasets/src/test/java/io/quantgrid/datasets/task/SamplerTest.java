package io.quantgrid.datasets.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.Goldens;
import io.quantgrid.datasets.read.Document;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class SamplerTest {
  @Test
  void examples_are_drawn_as_the_harness_draws_them() {
    int compared = 0;
    for (JsonNode golden : Goldens.units("samplers")) {
      if (golden.get("seed").longValue() != Sampler.SEED) {
        continue; // the generator alone is tested with others
      }
      int pool = golden.get("pool").intValue();
      int count = golden.get("n").intValue();
      List<Document> documents = IntStream.range(0, pool).mapToObj(i -> document(i, i)).toList();
      Sampler sampler =
          golden.get("evaluated document").isNull()
              ? Sampler.random(pool, count)
              : Sampler.randomOthers(pool, count, likeness(documents, documents));
      for (int item = 0; item < golden.get("drawn").size(); item++) {
        int[] expected =
            StreamSupport.stream(golden.get("drawn").get(item).spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
        assertThat(sampler.draw(documents.get(item))).isEqualTo(expected);
      }
      compared++;
    }
    assertThat(compared).isEqualTo(5);
  }

  /** Drawn by the harness's own samplers; make.py beside the goldens ran them. */
  @Test
  void none_one_five_and_ten_examples_are_those_of_the_harness() throws IOException {
    JsonNode golden;
    try (InputStream in = SamplerTest.class.getResourceAsStream("/few-shot/draws.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    int[] values = ints(golden.get("pool"));
    List<Document> pool =
        IntStream.range(0, values.length).mapToObj(i -> document(i, values[i])).toList();
    assertThat(golden.get("draws")).hasSize(16);
    for (JsonNode draws : golden.get("draws")) {
      Sampler sampler =
          sampler(
              draws.get("sampler").asText(),
              draws.get("shots").intValue(),
              draws.get("others").booleanValue() ? pool : List.of(),
              pool);
      for (int item = 0; item < draws.get("drawn").size(); item++) {
        int[] drawn =
            Arrays.stream(sampler.draw(pool.get(item))).map(index -> values[index]).toArray();
        assertThat(drawn)
            .as("item %d of %s", item, draws)
            .isEqualTo(ints(draws.get("drawn").get(item)));
      }
    }
  }

  /**
   * @param items that are left out of their own examples; empty where they are no part of the pool
   */
  private static Sampler sampler(
      String name, int shots, List<Document> items, List<Document> pool) {
    if (items.isEmpty()) {
      return name.equals("first_n") ? Sampler.first(shots) : Sampler.random(pool.size(), shots);
    }
    Likeness likeness = likeness(items, pool);
    return name.equals("first_n")
        ? Sampler.firstOthers(shots, likeness)
        : Sampler.randomOthers(pool.size(), shots, likeness);
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }

  @Test
  void where_the_item_is_there_twice_others_are_drawn_anew() {
    List<Document> documents =
        List.of(document(0, 7), document(1, 7), document(2, 7), document(3, 8), document(4, 9));
    Sampler sampler = Sampler.randomOthers(5, 2, likeness(documents, documents));
    for (int item = 0; item < 3; item++) {
      assertThat(sampler.draw(documents.get(item))).containsExactlyInAnyOrder(3, 4);
    }
    assertThat(sampler.draw(documents.get(3))).hasSize(2).doesNotContain(3);
  }

  @Test
  void the_first_ones_are_those_that_are_not_the_item() {
    List<Document> pool = List.of(document(0, 1), document(1, 2), document(2, 3));
    Sampler sampler = Sampler.firstOthers(2, likeness(pool, pool));
    assertThat(sampler.draw(pool.get(0))).containsExactly(1, 2);
    assertThat(sampler.draw(pool.get(1))).containsExactly(0, 2);
    assertThat(sampler.draw(document(9, 5))).containsExactly(0, 1);
    Sampler all = Sampler.firstOthers(3, likeness(pool, pool));
    assertThatThrownBy(() -> all.draw(pool.get(0)))
        .isInstanceOf(TaskException.class)
        .hasMessageContaining("2 others (expected 3)");
  }

  private static Likeness likeness(List<Document> items, List<Document> pool) {
    return new Likeness(items.size(), items::subList, pool.size(), pool::subList);
  }

  private static Document document(int position, int value) {
    return new Document(position, "t:" + position, "", Map.of("value", (long) value));
  }
}
