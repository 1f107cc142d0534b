package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Embedding;
import io.quantgrid.core.model.architecture.Experts;
import io.quantgrid.core.model.architecture.Head;
import io.quantgrid.core.model.architecture.LatentAttention;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.core.model.architecture.Part;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.Projection;
import io.quantgrid.core.model.architecture.Routing;
import io.quantgrid.core.model.architecture.SelfAttention;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Configurations as published models have them, written from memory: keys that are missing, keys
 * that say nothing, spellings of the hub. How many parameters each has is known, too, but of those
 * with experts, of which most are cut to a few layers.
 */
class PublishedConfigTest {
  private static final String DEEPSEEK_V3 = "deepseek-ai/DeepSeek-V3 (5 layers)";

  /** Of scales of scores, which are roots and logarithms of doubles. */
  private static final double ROUNDING = 1e-12;

  static Stream<String> names() throws IOException {
    Iterable<String> names = all()::fieldNames;
    return StreamSupport.stream(names.spliterator(), false);
  }

  private static JsonNode all() throws IOException {
    try (InputStream in =
        PublishedConfigTest.class.getResourceAsStream("/published/configs.json")) {
      return JsonMapper.builder().build().readTree(in);
    }
  }

  private static JsonNode entry(String model) throws IOException {
    return all().required(model);
  }

  private static ModelConfig published(String model) throws IOException {
    return Models.config(entry(model).required("config"), model);
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_published_configuration_is_read_and_comes_to_the_known_number_of_parameters(String model)
      throws IOException {
    JsonNode entry = entry(model);
    ModelConfig config = published(model);
    assertThat(config.family()).isEqualTo(entry.required("family").textValue());
    assertThat(config.layers()).isEqualTo(entry.required("layers").intValue());
    if (entry.required("parameters").isNull()) {
      assertThat(parameters(config)).isPositive();
    } else {
      assertThat(parameters(config)).isEqualTo(entry.get("parameters").longValue());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_key_that_nobody_knows_is_refused_by_name_wherever_it_stands(String model)
      throws IOException {
    ObjectNode config = entry(model).get("config").deepCopy();
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

  @ParameterizedTest
  @CsvSource({
    "EleutherAI/pythia-70m, 16, HALVES, 10000",
    "EleutherAI/gpt-neox-20b, 24, HALVES, 10000",
    "EleutherAI/gpt-j-6b, 64, ADJACENT, 10000",
    "microsoft/phi-2, 32, HALVES, 10000",
    "stabilityai/stablelm-2-1_6b, 16, HALVES, 10000",
    "bigcode/starcoder2-3b, 128, HALVES, 999999.4420358813",
    "CohereForAI/c4ai-command-r-v01, 128, ADJACENT, 8000000",
    "tiiuae/falcon-7b, 64, HALVES, 10000",
    "tiiuae/falcon-11B, 128, HALVES, 5000042"
  })
  void their_heads_are_turned_as_they_say(
      String model, int width, Position.Pairs pairs, double theta) throws IOException {
    SelfAttention attention = (SelfAttention) part(published(model), 0, 0);
    Position.Rotary rotary = (Position.Rotary) attention.position();
    assertThat(rotary.width()).isEqualTo(width);
    assertThat(rotary.pairs()).isEqualTo(pairs);
    assertThat(rotary.theta()).isEqualTo(theta);
  }

  @Test
  void deepseek_v3_chooses_among_groups_of_experts_behind_three_dense_layers() throws IOException {
    ModelConfig config = published(DEEPSEEK_V3);
    assertThat(part(config, 2, 1)).isNotInstanceOf(Experts.class);
    assertThat(experts(config, 3).experts()).hasSize(256);
    Routing routing = experts(config, 3).router().routing();
    assertThat(routing.groups()).hasValue(new Routing.Groups(8, 4, Routing.By.BEST_TWO));
    LatentAttention attention = (LatentAttention) part(config, 0, 0);
    double sharpened = Math.pow(0.1 * Math.log(40) + 1, 2) / Math.sqrt(192);
    assertThat(attention.scale()).isCloseTo(sharpened, within(ROUNDING));
    assertThat(attention.queryUp()).isPresent();
  }

  @Test
  void deepseek_v2_lite_has_whole_queries_no_groups_and_two_shared_experts_as_one()
      throws IOException {
    ModelConfig config = published("deepseek-ai/DeepSeek-V2-Lite");
    LatentAttention attention = (LatentAttention) part(config, 0, 0);
    assertThat(attention.queryUp()).isEmpty();
    double sharpened = Math.pow(0.0707 * Math.log(40) + 1, 2) / Math.sqrt(192);
    assertThat(attention.scale()).isCloseTo(sharpened, within(ROUNDING));
    assertThat(experts(config, 1).router().routing().groups()).isEmpty();
    assertThat(experts(config, 1).shared().orElseThrow().mlp().down().columns()).isEqualTo(2816);
  }

  @Test
  void qwen3_moe_norms_queries_and_keys_and_may_have_dense_layers() throws IOException {
    ModelConfig config = published("Qwen/Qwen3-30B-A3B (4 layers)");
    SelfAttention attention = (SelfAttention) part(config, 0, 0);
    assertThat(attention.queryNorm()).isPresent();
    assertThat(attention.qkv().biases()).isEmpty();
    assertThat(experts(config, 0).shared()).isEmpty();
    assertThat(experts(config, 0).router().routing())
        .isEqualTo(Routing.of(Routing.Scores.SOFTMAX, 8, Routing.Weights.SHARES));
    assertThat(part(config, 1, 1)).isNotInstanceOf(Experts.class);
  }

  @Test
  void gpt_oss_looks_through_a_window_in_every_other_layer() throws IOException {
    ModelConfig config = published("openai/gpt-oss-20b (4 layers)");
    SelfAttention first = (SelfAttention) part(config, 0, 0);
    SelfAttention second = (SelfAttention) part(config, 1, 0);
    assertThat(first.window()).isEqualTo(OptionalInt.of(128));
    assertThat(second.window()).isEmpty();
    assertThat(experts(config, 0).experts()).hasSize(32);
  }

  @Test
  void what_is_not_computed_is_refused_by_key() throws IOException {
    JsonNode sound = entry(DEEPSEEK_V3).get("config");
    ObjectNode scored = sound.deepCopy();
    scored.put("scoring_func", "softmax").put("num_experts_per_tok", 300);
    assertThatThrownBy(() -> Models.config(scored, "config.json"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("scoring_func is \"softmax\" (expected sigmoid")
        .hasMessageContaining("num_experts_per_tok is 300 (expected at most");
    ObjectNode grouped = sound.deepCopy();
    grouped.put("topk_group", 9);
    assertThatThrownBy(() -> Models.config(grouped, "config.json"))
        .hasMessageContaining("topk_group is 9");
    ObjectNode sparse = sound.deepCopy();
    sparse.put("moe_layer_freq", 2);
    assertThatThrownBy(() -> Models.config(sparse, "config.json"))
        .hasMessageContaining("moe_layer_freq is 2");
  }

  private static Part part(ModelConfig config, int layer, int branch) {
    return config.architecture().layers().get(layer).branches().get(branch).part();
  }

  private static Experts experts(ModelConfig config, int layer) {
    return (Experts) part(config, layer, 1);
  }

  /**
   * All that the architecture names but routers, the head once where it is the embedding, a norm
   * once where branches share it.
   */
  private static long parameters(ModelConfig config) {
    Architecture architecture = config.architecture();
    Embedding embedding = architecture.embedding();
    Head head = architecture.head();
    assertThat(config.tiedEmbeddings()).isEqualTo(head.tying() == Head.Tying.TIED);
    long sum = (long) config.vocabulary() * embedding.width();
    sum += embedding.positions().map(p -> (long) p.rows() * config.hidden()).orElse(0L);
    sum += embedding.norm().map(PublishedConfigTest::parameters).orElse(0L);
    sum += embedding.projection().map(PublishedConfigTest::parameters).orElse(0L);
    sum += architecture.norm().map(PublishedConfigTest::parameters).orElse(0L);
    sum += head.tying() == Head.Tying.TIED ? 0 : parameters(head.projection());
    sum += head.projectOut().map(PublishedConfigTest::parameters).orElse(0L);
    for (Layer layer : architecture.layers()) {
      Set<Norm> norms = new LinkedHashSet<>();
      for (Branch branch : layer.branches()) {
        branch.before().ifPresent(norms::add);
        branch.after().ifPresent(norms::add);
        for (Projection projection : branch.part().projections()) {
          sum += parameters(projection);
        }
        if (branch.part() instanceof SelfAttention attention) {
          sum += parameters(attention.queryNorm(), attention.heads());
          sum += parameters(attention.keyNorm(), attention.kvHeads());
        }
      }
      sum += norms.stream().mapToLong(PublishedConfigTest::parameters).sum();
    }
    return sum;
  }

  private static long parameters(Optional<SelfAttention.HeadNorm> norm, int heads) {
    return norm.map(
            found ->
                parameters(found.norm()) * (found.span() == SelfAttention.Span.OWN ? heads : 1))
        .orElse(0L);
  }

  private static long parameters(Norm norm) {
    return (long) norm.width() * norm.names().size();
  }

  private static long parameters(Projection projection) {
    return projection.outputs().stream()
        .mapToLong(o -> (long) o.rows() * (projection.columns() + o.bias().map(b -> 1).orElse(0)))
        .sum();
  }
}
