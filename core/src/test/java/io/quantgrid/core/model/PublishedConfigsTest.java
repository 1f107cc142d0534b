package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Embedding;
import io.quantgrid.core.model.architecture.Head;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.core.model.architecture.Position;
import io.quantgrid.core.model.architecture.Projection;
import io.quantgrid.core.model.architecture.SelfAttention;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configurations as models are published with, and the numbers of parameters that they have. */
class PublishedConfigsTest {
  private static ModelConfig published(String model) throws IOException {
    try (InputStream in =
        PublishedConfigsTest.class.getResourceAsStream("/published/configs.json")) {
      JsonNode config = JsonMapper.builder().build().readTree(in).path(model);
      return Models.config(config, model);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EleutherAI/pythia-70m, gpt_neox, 6, 70426624",
    "EleutherAI/gpt-neox-20b, gpt_neox, 44, 20554567680",
    "databricks/dolly-v2-3b, gpt_neox, 32, 2775086080",
    "EleutherAI/gpt-j-6b, gptj, 28, 6050882784",
    "microsoft/phi-2, phi, 32, 2779683840",
    "microsoft/phi-1_5, phi, 24, 1418270720",
    "stabilityai/stablelm-3b-4e1t, stablelm, 32, 2795443200",
    "stabilityai/stablelm-2-1_6b, stablelm, 24, 1644515328",
    "bigcode/starcoder2-3b, starcoder2, 30, 3030371328",
    "CohereForAI/c4ai-command-r-v01, cohere, 40, 34980831232",
    "CohereForAI/c4ai-command-r-plus, cohere, 64, 103810674688",
    "tiiuae/falcon-7b, falcon, 32, 6921720704",
    "tiiuae/falcon-7b (first), falcon, 32, 6921720704",
    "tiiuae/falcon-40b, falcon, 60, 41303293952",
    "tiiuae/falcon-11B, falcon, 60, 11102822400",
    "tiiuae/falcon-rw-1b, falcon, 24, 1311625216",
    "bigscience/bloom-560m, bloom, 24, 559214592",
    "bigscience/bloom, bloom, 70, 176247271424",
    "facebook/opt-125m, opt, 12, 125239296",
    "facebook/opt-350m, opt, 24, 331196416",
    "openai-community/gpt2, gpt2, 12, 124439808",
    "openai-community/gpt2-xl, gpt2, 48, 1557611200"
  })
  void published_models_are_described_with_all_their_parameters(
      String model, String family, int layers, long parameters) throws IOException {
    ModelConfig config = published(model);
    assertThat(config.family()).isEqualTo(family);
    assertThat(config.layers()).isEqualTo(layers);
    assertThat(parameters(config)).isEqualTo(parameters);
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
    Position.Rotary rotary =
        (Position.Rotary) attention(published(model).architecture()).position();
    assertThat(rotary.width()).isEqualTo(width);
    assertThat(rotary.pairs()).isEqualTo(pairs);
    assertThat(rotary.theta()).isEqualTo(theta);
  }

  private static SelfAttention attention(Architecture architecture) {
    return (SelfAttention) architecture.layers().get(0).branches().get(0).part();
  }

  private static long parameters(ModelConfig config) {
    Architecture architecture = config.architecture();
    Embedding embedding = architecture.embedding();
    long sum = (long) config.vocabulary() * embedding.width();
    sum += embedding.positions().map(p -> (long) p.rows() * config.hidden()).orElse(0L);
    sum += embedding.norm().map(PublishedConfigsTest::parameters).orElse(0L);
    sum += embedding.projection().map(PublishedConfigsTest::parameters).orElse(0L);
    sum += architecture.norm().map(PublishedConfigsTest::parameters).orElse(0L);
    Head head = architecture.head();
    sum += head.tying() == Head.Tying.TIED ? 0 : parameters(head.projection());
    sum += head.projectOut().map(PublishedConfigsTest::parameters).orElse(0L);
    for (Layer layer : architecture.layers()) {
      List<Norm> norms = new ArrayList<>();
      for (Branch branch : layer.branches()) {
        List.of(branch.before(), branch.after())
            .forEach(norm -> norm.filter(n -> !norms.contains(n)).ifPresent(norms::add));
        for (Projection projection : branch.part().projections()) {
          sum += parameters(projection);
        }
        if (branch.part() instanceof SelfAttention attention) {
          sum += parameters(attention.queryNorm(), attention.heads());
          sum += parameters(attention.keyNorm(), attention.kvHeads());
        }
      }
      sum += norms.stream().mapToLong(PublishedConfigsTest::parameters).sum();
    }
    return sum;
  }

  /** Of norms that each head has of its own. */
  private static long parameters(Optional<SelfAttention.HeadNorm> norm, int heads) {
    return norm.map(found -> parameters(found.norm()) * heads).orElse(0L);
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
