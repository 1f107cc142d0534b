package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.core.model.architecture.Projection;
import io.quantgrid.core.model.architecture.SelfAttention;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Configurations as published models have them, written from memory: keys that are missing, keys
 * that say nothing, spellings of the hub. How many parameters each has is known, too.
 */
class PublishedConfigTest {
  private static final List<String> FILES = List.of("/published/modern.json");

  static Stream<String> names() throws IOException {
    return all().stream().map(Map.Entry::getKey);
  }

  private static List<Map.Entry<String, JsonNode>> all() throws IOException {
    List<Map.Entry<String, JsonNode>> entries = new ArrayList<>();
    for (String file : FILES) {
      try (InputStream in = PublishedConfigTest.class.getResourceAsStream(file)) {
        new ObjectMapper().readTree(in).properties().forEach(entries::add);
      }
    }
    return entries;
  }

  private static JsonNode entry(String name) throws IOException {
    return all().stream()
        .filter(entry -> entry.getKey().equals(name))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_published_configuration_is_read_and_comes_to_the_known_number_of_parameters(String name)
      throws IOException {
    JsonNode entry = entry(name);
    ModelConfig config = Models.config(entry.get("config"), "config.json");
    if (entry.get("parameters").isNull()) {
      assertThat(parameters(config)).isPositive();
    } else {
      assertThat(parameters(config)).isEqualTo(entry.get("parameters").longValue());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_key_that_nobody_knows_is_refused_by_name_wherever_it_stands(String name)
      throws IOException {
    ObjectNode config = entry(name).get("config").deepCopy();
    config.put("attention_twist", 2);
    for (String nested : List.of("rope_scaling", "text_config")) {
      if (config.path(nested).isObject()) {
        ((ObjectNode) config.get(nested)).put("hidden_twist", 3);
      }
    }
    assertThatThrownBy(() -> Models.config(config, "config.json"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("attention_twist is not known")
        .satisfies(
            e ->
                assertThat(e.getMessage().contains("hidden_twist is not known"))
                    .isEqualTo(
                        config.path("rope_scaling").isObject()
                            || config.path("text_config").isObject()));
  }

  /** All that the architecture names, the head once where it is the embedding. */
  private static long parameters(ModelConfig config) {
    Architecture architecture = config.architecture();
    long sum = (long) config.vocabulary() * architecture.embedding().width();
    sum += config.tiedEmbeddings() ? 0 : weights(architecture.head().projection());
    sum += architecture.norm().map(PublishedConfigTest::weights).orElse(0L);
    for (Branch branch :
        architecture.layers().stream().flatMap(layer -> layer.branches().stream()).toList()) {
      sum += branch.before().map(PublishedConfigTest::weights).orElse(0L);
      sum += branch.after().map(PublishedConfigTest::weights).orElse(0L);
      for (Projection projection : branch.part().projections()) {
        sum += weights(projection);
      }
      if (branch.part() instanceof SelfAttention attention) {
        sum += attention.queryNorm().map(norm -> weights(norm.norm())).orElse(0L);
        sum += attention.keyNorm().map(norm -> weights(norm.norm())).orElse(0L);
      }
    }
    return sum;
  }

  private static long weights(Norm norm) {
    return norm.width() * (norm.bias().isPresent() ? 2L : 1L);
  }

  private static long weights(Projection projection) {
    return projection.outputs().stream()
        .mapToLong(o -> o.rows() * (projection.columns() + (o.bias().isPresent() ? 1L : 0L)))
        .sum();
  }
}
