package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.TimedEngine;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.quantize.CalibrationSet.States;
import io.quantgrid.core.stored.StoredFloats;
import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Prints processor seconds per decoder layer, on one thread, of quantizing a random model of
 * SmolLM2-135M's shape (fewer layers: all are alike) in groups of 128 on 32 x 512 tokens, the share
 * of products of matrices in it, and the most memory that the engine held.
 */
@Tag("bench")
class QuantizerBench {
  private static final int LAYERS = 3;
  private static final int HIDDEN = 576;
  private static final int INTERMEDIATE = 1536;
  private static final int KEYS = 192;
  private static final int VOCABULARY = 49_152;
  private static final Set<String> PRODUCTS = Set.of("matmul", "linear");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"rtn without texts", "rtn", "gptq", "smoothquant > gptq"})
  void seconds_per_layer(String name) throws IOException {
    Engine torch = Engines.named("torch");
    torch.threads(1);
    Path model = Files.createDirectory(folder.resolve("model"));
    write(model);
    SplittableRandom random = new SplittableRandom(1);
    List<int[]> texts =
        IntStream.range(0, 32).mapToObj(i -> random.ints(512, 0, VOCABULARY).toArray()).toList();
    Optional<CalibrationSet> set =
        name.endsWith("texts")
            ? Optional.empty()
            : Optional.of(new CalibrationSet(texts, States.QUANTIZED));
    List<LayerStatistics> layers = new ArrayList<>();
    TimedEngine timed = new TimedEngine(torch);
    long before = torch.allocatedBytes();
    long start = TimedEngine.nanoseconds();
    Quantizer.write(
        new QuantizationJob(
            model,
            FormatParser.parse("w4a16"),
            RecipeParser.parse(name.replace(" without texts", "")),
            set,
            timed.engine(),
            DType.FLOAT32),
        folder.resolve("out"),
        layers::add);
    double seconds = (TimedEngine.nanoseconds() - start) / 1e9;
    assertThat(layers).hasSize(7 * LAYERS);
    System.out.printf(
        "%-20s %.2f s a layer, %.2f of them solving, products %.0f %%, at most %d MiB in the engine%n",
        name,
        seconds / LAYERS,
        layers.stream().mapToDouble(LayerStatistics::seconds).sum() / LAYERS,
        100 * timed.seconds(PRODUCTS) / seconds,
        (timed.mostBytes() - before) >> 20);
  }

  private static void write(Path model) throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("model_type", "llama").put("hidden_size", HIDDEN).put("num_hidden_layers", LAYERS);
    json.put("num_attention_heads", 9).put("num_key_value_heads", 3).put("vocab_size", VOCABULARY);
    json.put("intermediate_size", INTERMEDIATE).put("tie_word_embeddings", true);
    json.put("torch_dtype", "bfloat16").put("max_position_embeddings", 2048);
    Files.writeString(model.resolve("config.json"), json.toString());
    ModelConfig config = Models.config(json, "config.json");
    List<StoredTensor> tensors = new ArrayList<>();
    tensors.add(tensor("model.embed_tokens.weight", VOCABULARY, HIDDEN));
    tensors.add(tensor("model.norm.weight", HIDDEN));
    Models.blocks(config)
        .forEach(
            block -> {
              block.others().forEach(norm -> tensors.add(tensor(norm, HIDDEN)));
              block.linears().stream()
                  .flatMap(List::stream)
                  .forEach(weight -> tensors.add(tensor(weight, shape(weight))));
            });
    SafetensorsWriter.write(model.resolve("model.safetensors"), Map.of(), tensors);
  }

  private static int[] shape(String weight) {
    String part = weight.replaceAll(".*\\.(\\w+)\\.weight", "$1");
    return switch (part) {
      case "q_proj", "o_proj" -> new int[] {HIDDEN, HIDDEN};
      case "k_proj", "v_proj" -> new int[] {KEYS, HIDDEN};
      case "down_proj" -> new int[] {HIDDEN, INTERMEDIATE};
      default -> new int[] {INTERMEDIATE, HIDDEN};
    };
  }

  private static StoredTensor tensor(String name, int... shape) {
    float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    if (shape.length == 1) {
      Arrays.fill(values, 1);
    } else {
      SplittableRandom random = new SplittableRandom(name.hashCode());
      for (int i = 0; i < values.length; i++) {
        values[i] = Bfloat16.TYPE.round((float) (random.nextDouble(-1, 1) / 15));
      }
    }
    return StoredTensor.of(
        name,
        DType.BFLOAT16,
        StoredFloats.write(values, Bfloat16.TYPE),
        Arrays.stream(shape).asLongStream().toArray());
  }
}
