package io.quantgrid.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against numpy on a seeded encoder of 64 tokens; see make_encoder.py. */
final class BertScoreTest {
  /** The encoder computes in float32, numpy with other orders of summation. */
  private static final double SINGLE_PRECISION = 1e-5;

  private static final int LONGEST = 32;

  private static Path encoder() throws URISyntaxException {
    return Path.of(BertScoreTest.class.getResource("/metrics/encoder").toURI());
  }

  private static List<JsonNode> pairs() {
    JsonNode pairs = Goldens.read("bertscore.json").get("pairs");
    return StreamSupport.stream(pairs.spliterator(), false).toList();
  }

  @Test
  void every_value_is_numpys() throws URISyntaxException {
    try (BertScore score = BertScore.open(encoder(), new BertScore.Layer("", LONGEST))) {
      List<String> references =
          pairs().stream().map(pair -> pair.get("reference").textValue()).toList();
      TokenFrequencies frequencies =
          score
              .frequencies(references.subList(0, 20))
              .plus(score.frequencies(references.subList(20, 60)));
      for (JsonNode pair : pairs()) {
        String prediction = pair.get("prediction").textValue();
        String reference = pair.get("reference").textValue();
        close(score.score(prediction, reference), pair, "plain");
        close(score.score(prediction, reference, frequencies), pair, "idf");
      }
    }
  }

  @Test
  void another_output_is_another_layer() throws URISyntaxException {
    BertScore.Layer first = new BertScore.Layer("hidden_states.0", LONGEST);
    try (BertScore score = BertScore.open(encoder(), first)) {
      for (JsonNode pair : pairs()) {
        close(
            score.score(pair.get("prediction").textValue(), pair.get("reference").textValue()),
            pair,
            "first_layer");
      }
    }
  }

  private static void close(PrecisionRecall actual, JsonNode pair, String key) {
    assertThat(new double[] {actual.precision(), actual.recall(), actual.f1()})
        .describedAs("%s of %s", key, pair)
        .containsExactly(Goldens.doubles(pair.get(key)), within(SINGLE_PRECISION));
  }

  @Test
  void long_texts_are_cut_before_the_last_special_token() throws URISyntaxException {
    try (OnnxEncoder encoder = OnnxEncoder.open(encoder(), "", LONGEST)) {
      for (JsonNode pair : pairs()) {
        int[] ids =
            IntStream.range(0, pair.get("ids").size())
                .map(i -> pair.get("ids").get(i).intValue())
                .toArray();
        assertThat(encoder.ids(pair.get("prediction").textValue())).containsExactly(ids);
      }
    }
  }

  @Test
  void threads_share_an_encoder() throws URISyntaxException {
    try (BertScore score = BertScore.open(encoder(), new BertScore.Layer("", LONGEST))) {
      double expected = score.score("the cat sat", "a dog ran").f1();
      assertThat(
              IntStream.range(0, 200)
                  .parallel()
                  .mapToDouble(i -> score.score("the cat sat", "a dog ran").f1())
                  .distinct())
          .containsExactly(expected);
    }
  }

  @Test
  void what_is_no_encoder_is_refused(@TempDir Path folder) throws IOException, URISyntaxException {
    Path model = folder.resolve("model.onnx");
    assertThatExceptionOfType(EncoderException.class)
        .isThrownBy(() -> BertScore.open(folder, BertScore.Layer.LAST))
        .withMessage("Cannot read %s: no such file (expected an encoder)", model);
    Files.writeString(model, "no protobuf");
    assertThatExceptionOfType(EncoderException.class)
        .isThrownBy(() -> BertScore.open(folder, BertScore.Layer.LAST))
        .withMessageStartingWith("Cannot read ")
        .withMessageContaining("tokenizer.json");
    Files.copy(encoder().resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
    assertThatExceptionOfType(EncoderException.class)
        .isThrownBy(() -> BertScore.open(folder, BertScore.Layer.LAST))
        .withMessageStartingWith("Cannot read %s: ", model)
        .withMessageEndingWith("(expected an encoder in ONNX)");
    assertThatExceptionOfType(EncoderException.class)
        .isThrownBy(() -> BertScore.open(encoder(), new BertScore.Layer("pooler_output", 32)))
        .withMessageEndingWith(
            "outputs [pooler_output, last_hidden_state, hidden_states.0] (expected pooler_output of"
                + " shape [batch, tokens, width])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BertScore.Layer("", 2))
        .withMessage("Cannot cut texts to tokens: 2 (expected 3 up)");
  }

  @Test
  void a_text_that_the_encoder_has_no_positions_for_is_refused() throws URISyntaxException {
    try (BertScore score = BertScore.open(encoder(), BertScore.Layer.LAST)) {
      assertThatExceptionOfType(EncoderException.class)
          .isThrownBy(() -> score.score("cat ".repeat(40), "cat"))
          .withMessageStartingWith("Cannot run ");
    }
  }
}
