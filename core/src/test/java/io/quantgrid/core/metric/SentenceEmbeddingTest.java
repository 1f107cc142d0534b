package io.quantgrid.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against the same model run in Python; see make_embeddings.py. */
final class SentenceEmbeddingTest {
  /**
   * The model rounds activations to 8 bits with a scale of their own, and one that falls on the
   * other side grows: versions 1.29 and 1.32 of the runtime differ by 0.026 on one machine.
   */
  private static final double ROUNDED_ACTIVATIONS = 0.06;

  private static final double ROUNDING = 1e-12;

  @Test
  void every_cosine_is_that_of_the_model_run_in_python() {
    for (JsonNode pair : Goldens.read("embeddings.json").get("pairs")) {
      double cosine =
          SentenceEmbedding.cosine(pair.get("a").textValue(), pair.get("b").textValue());
      assertThat(cosine)
          .describedAs(pair.toString())
          .isCloseTo(pair.get("cosine").doubleValue(), within(ROUNDED_ACTIVATIONS));
    }
  }

  @Test
  void embeddings_have_unit_length_and_do_not_change() {
    double[] first = SentenceEmbedding.of("The same text.");
    assertThat(first).hasSize(384);
    assertThat(Vectors.dot(first, first)).isCloseTo(1, within(ROUNDING));
    assertThat(
            IntStream.range(0, 40).parallel().mapToObj(i -> SentenceEmbedding.of("The same text.")))
        .allSatisfy(again -> assertThat(again).containsExactly(first));
  }
}
