package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.model.Models;
import io.quantgrid.kernels.tensor.DType;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is particular to variants of models that keep a state. */
class StateSpaceVariantTest {
  @TempDir private Path out;

  private static Path folder(String family) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(StateSpaceVariantTest.class.getResource("/families/" + family))
            .toURI());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mamba", "mamba2"})
  void a_scheme_of_keys_and_values_does_not_fit(String family) throws Exception {
    for (String format : List.of("kv2-kivi", "w8a16-int-channel-kv2-kivi")) {
      assertThat(ModelFit.problems(folder(family), FormatParser.parse(format)))
          .singleElement()
          .asString()
          .startsWith("Cannot keep states as int2/kivi");
    }
    assertThat(ModelFit.problems(folder(family), FormatParser.parse("kv8"))).isEmpty();
    assertThat(ModelFit.problems(folder("llama2"), FormatParser.parse("kv2-kivi"))).isEmpty();
  }

  @Test
  void infinity_stays_a_number_in_a_variants_configuration() throws Exception {
    Quantizer.write(folder("mamba2"), FormatParser.parse("w8a16-int-channel"), Recipe.rtn(), out);
    assertThat(Files.readString(out.resolve("config.json")))
        .containsPattern("\\[\\s*0\\.0,\\s*Infinity\\s*]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mamba", "mamba2"})
  void steps_that_look_at_inputs_see_those_of_every_product(String family) throws Exception {
    Random random = new Random(9);
    List<int[]> texts =
        List.of(random.ints(20, 3, 320).toArray(), random.ints(12, 3, 320).toArray());
    QuantizationJob job =
        new QuantizationJob(
            folder(family),
            FormatParser.parse("w4a16-g32"),
            RecipeParser.parse("rotate > smoothquant(pairs=all) > gptq"),
            Optional.of(new CalibrationSet(texts, CalibrationSet.States.QUANTIZED)),
            TransformedModel.ENGINE,
            DType.FLOAT32);
    VariantSummary summary = Quantizer.write(job, out, layer -> {});
    assertThat(summary.layers()).hasSize(family.equals("mamba") ? 8 : 4);
    assertSameShapes(folder(family), out, "backbone.layers.1.mixer.conv1d.weight");
  }

  private static void assertSameShapes(Path model, Path variant, String name) {
    try (Checkpoint plain = Models.open(model);
        Checkpoint written = Models.open(variant)) {
      assertThat(written.tensor(name).shape()).isEqualTo(plain.tensor(name).shape());
    }
  }
}
