package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.adapter.AdapterFolder;
import io.quantgrid.core.adapter.LoraAdapter;
import io.quantgrid.core.adapter.MergedModel;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.stored.StoredFloats;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small model with one tuned from it, and one with an adapter, quantized as pairs. */
@SuppressWarnings("try") // scopes free what is made while they are open
class PairsTest {
  private static final Engine ENGINE = Engines.named("torch");
  private static final Path BASE = base();
  private static final String QUERY = "model.layers.0.self_attn.q_proj";
  private static final int GROUP = 32;

  /** Of weights around 0.1: scale and zero point in float32. */
  private static final double EXACT = 1e-6;

  @TempDir private Path temp;

  private static Path base() {
    try {
      return Path.of(Objects.requireNonNull(PairsTest.class.getResource("/pocket-s")).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The base with a change of rank 4 and a little noise in every linear layer. */
  private Path tuned() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("tuned"));
    Files.copy(BASE.resolve("config.json"), folder.resolve("config.json"));
    try (Checkpoint checkpoint = Checkpoint.open(BASE)) {
      List<String> linear = linear(checkpoint);
      List<StoredTensor> tensors = new ArrayList<>();
      for (String name : checkpoint.names()) {
        StoredTensor tensor = checkpoint.tensor(name);
        tensors.add(linear.contains(name) ? changed(tensor) : tensor);
      }
      SafetensorsWriter.write(folder.resolve("model.safetensors"), Map.of(), tensors);
    }
    return folder;
  }

  private static List<String> linear(Checkpoint checkpoint) {
    return Models.linearWeights(Models.config(checkpoint.config(), "config.json"));
  }

  private static StoredTensor changed(StoredTensor tensor) {
    float[] weights = StoredFloats.read(tensor);
    FloatType type = StoredFloats.type(tensor.dtype()).orElseThrow();
    int columns = (int) tensor.shape()[1];
    Random random = new Random(tensor.name().hashCode());
    for (int k = 0; k < 4; k++) {
      double[] left = random.doubles(tensor.shape()[0], -0.2, 0.2).toArray();
      double[] right = random.doubles(columns, -0.2, 0.2).toArray();
      for (int i = 0; i < weights.length; i++) {
        weights[i] += (float) (left[i / columns] * right[i % columns]);
      }
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] = type.round(weights[i] + (float) (1e-3 * random.nextGaussian()));
    }
    byte[] bytes = StoredFloats.write(weights, type);
    return StoredTensor.of(tensor.name(), tensor.dtype(), bytes, tensor.shape());
  }

  private QuantizationJob job(
      Path model, String format, String recipe, Optional<ModelOrigin> origin) {
    return new QuantizationJob(
        model,
        FormatParser.parse(format),
        RecipeParser.parse(recipe),
        Optional.empty(),
        ENGINE,
        DType.FLOAT32,
        origin);
  }

  private static float[] weight(Path folder, String module) {
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        Scope scope = ENGINE.scope()) {
      VariantWeights weights = new VariantWeights(ENGINE, checkpoint);
      return ENGINE.toFloats(weights.weight(module + ".weight", DType.FLOAT32));
    }
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += ((double) a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  @Test
  void a_tuned_model_is_its_base_and_a_difference_of_one_bit() throws IOException {
    Path tuned = tuned();
    Path out = temp.resolve("out");
    List<Double> bits = new ArrayList<>();
    QuantizationJob job =
        job(tuned, "w2-g32", "delta_come", Optional.of(new ModelOrigin(BASE, Optional.empty())));
    VariantSummary summary =
        Quantizer.write(job, out, layer -> bits.add(layer.notes().get("delta_bits")));
    float[] target = weight(tuned, QUERY);
    double left = distance(weight(out, QUERY), target);
    assertThat(left).isLessThan(0.5 * distance(weight(BASE, QUERY), target));
    assertThat(bits).hasSizeGreaterThan(10).allMatch(each -> each > 0.7 && each <= 1);
    assertThat(summary.bitsPerWeight()).isBetween(16.7, 17.0);
    Path more = temp.resolve("more");
    Quantizer.write(job(tuned, "w2-g32", "delta_come(bits=3)", job.origin()), more, layer -> {});
    assertThat(distance(weight(more, QUERY), target)).isLessThan(left);
  }

  @Test
  void an_adapter_by_groups_goes_into_the_zero_points_of_the_quantized_base() throws IOException {
    Map<String, int[]> modules = new TreeMap<>();
    try (Checkpoint checkpoint = Checkpoint.open(BASE)) {
      for (String name : linear(checkpoint)) {
        if (name.contains("q_proj") || name.contains("down_proj")) {
          long[] shape = checkpoint.tensor(name).shape();
          modules.put(LayerPlan.module(name), new int[] {(int) shape[1] / GROUP, (int) shape[0]});
        }
      }
    }
    Path adapter = AdapterFolder.write(temp.resolve("adapter"), 4, "", modules);
    Path merged = MergedModel.folder(BASE, adapter, temp.resolve("cache"));
    Path plain = temp.resolve("plain");
    Path out = temp.resolve("out");
    Optional<ModelOrigin> origin = Optional.of(new ModelOrigin(BASE, Optional.of(adapter)));
    Quantizer.write(job(BASE, "w4-g32-asym", "rtn", Optional.empty()), plain, layer -> {});
    Quantizer.write(job(merged, "w4-g32-asym", "rtn > qa_lora", origin), out, layer -> {});
    try (LoraAdapter lora = LoraAdapter.open(adapter)) {
      float[] base = weight(plain, QUERY);
      float[] found = weight(out, QUERY);
      int columns = modules.get(QUERY)[0] * GROUP;
      float[] expected = base.clone();
      lora.update(QUERY, base.length / columns, columns).addTo(expected);
      for (int i = 0; i < found.length; i++) {
        assertThat((double) Math.abs(found[i] - expected[i])).isLessThan(EXACT);
      }
      assertThat(distance(base, expected)).isGreaterThan(0.01);
    }
    String key = "model.layers.1.self_attn.k_proj";
    assertThat(weight(out, key)).isEqualTo(weight(plain, key));
    assertThatThrownBy(
            () ->
                Quantizer.write(
                    job(merged, "w4-g64-asym", "rtn > qa_lora", origin), out, layer -> {}))
        .hasMessageContaining("in groups of 64 (expected a group size that divides the adapter's)");
  }

  @Test
  void a_model_that_comes_alone_is_refused() {
    Optional<ModelOrigin> tuned = Optional.of(new ModelOrigin(BASE, Optional.empty()));
    assertThatThrownBy(
            () ->
                Quantizer.write(
                    job(BASE, "w2", "delta_come", Optional.empty()),
                    temp.resolve("out"),
                    layer -> {}))
        .hasMessageContaining("comes without the model that it was tuned from (expected a model");
    assertThatThrownBy(
            () ->
                Quantizer.write(
                    job(BASE, "w4-asym", "rtn > qa_lora", tuned), temp.resolve("out"), layer -> {}))
        .hasMessageContaining("comes without an adapter (expected a model with path and adapter)");
  }

  @Test
  void what_does_not_go_with_a_pair_is_said_beforehand() {
    assertThat(clash("w2", "smoothquant > delta_come"))
        .contains("but not the one that it was made from");
    assertThat(clash("w4a16-fp", "delta_come")).contains("integers per group or channel, as w2");
    assertThat(clash("w3", "spqr > qa_lora")).contains("by rtn, gptq or hqq");
    assertThat(clash("w8a8-int", "rtn > qa_lora")).contains("expected integers in groups");
  }

  private static String clash(String format, String recipe) {
    Compatibility verdict =
        Compatibility.check(FormatParser.parse(format), RecipeParser.parse(recipe));
    assertThat(verdict).isInstanceOf(Compatibility.Clashes.class);
    return ((Compatibility.Clashes) verdict).reason();
  }
}
