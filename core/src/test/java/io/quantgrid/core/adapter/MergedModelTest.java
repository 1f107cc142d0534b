package io.quantgrid.core.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.checkpoint.TorchArchive;
import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code W + scaling B A} against the same in double, and adapters that are something else. */
class MergedModelTest {
  private static final String MODULE = "model.layers.0.self_attn.q_proj";
  private static final int OUT = 6;
  private static final int IN = 8;
  private static final int RANK = 4;
  private static final float[] WEIGHT = AdapterFolder.normal(7, OUT * IN, 1);

  /** Four products in float32 beside a weight of 1. */
  private static final double FLOAT = 1e-6;

  @TempDir private Path temp;
  private Path base;

  @BeforeEach
  void write_base() throws IOException {
    base = model("base", AdapterFolder.tensor(MODULE + ".weight", WEIGHT, OUT, IN));
  }

  private Path model(String name, StoredTensor weight) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(name));
    Files.writeString(folder.resolve("config.json"), "{}");
    Files.writeString(folder.resolve("tokenizer.json"), "{\"a\": 1}");
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"),
        Map.of(),
        List.of(weight, AdapterFolder.tensor("model.norm.weight", new float[] {1, 2}, 2)));
    return folder;
  }

  private Path adapter(String keys, int in, int out) throws IOException {
    return AdapterFolder.write(
        temp.resolve("adapter"), RANK, keys, Map.of(MODULE, new int[] {in, out}));
  }

  private static float[] weight(Path folder) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return Floats.read(checkpoint.tensor(MODULE + ".weight"));
    }
  }

  /** The factors are those of seeds 1 and 2. */
  private static double expected(int row, int column, int groups, double scaling) {
    float[] a = AdapterFolder.normal(1, RANK * groups, 0.1);
    float[] b = AdapterFolder.normal(2, OUT * RANK, 0.1);
    double sum = 0;
    for (int k = 0; k < RANK; k++) {
      sum += (double) b[row * RANK + k] * a[k * groups + column / (IN / groups)];
    }
    return WEIGHT[row * IN + column] + scaling * sum;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 8 | 4",
        "\"use_rslora\": true | 8 | 8",
        "\"target_modules\": [\"q_proj\"], \"use_dora\": false, \"rank_pattern\": {} | 8 | 4",
        "'' | 2 | 4",
        "\"use_qalora\": true, \"qalora_group_size\": 4 | 2 | 2"
      })
  void the_product_of_the_factors_is_added(String keys, int groups, double scaling)
      throws IOException {
    Path merged = MergedModel.folder(base, adapter(keys, groups, OUT), temp);
    float[] weight = weight(merged);
    for (int i = 0; i < weight.length; i++) {
      assertThat((double) weight[i])
          .isCloseTo(expected(i / IN, i % IN, groups, scaling), offset(FLOAT));
    }
    assertThat(merged.resolve("tokenizer.json")).hasContent("{\"a\": 1}");
    try (Checkpoint checkpoint = Checkpoint.open(merged)) {
      assertThat(Floats.read(checkpoint.tensor("model.norm.weight"))).containsExactly(1, 2);
    }
  }

  @Test
  void a_base_of_pytorch_s_files_merges_as_one_of_safetensors() throws IOException {
    Path other = Files.createDirectories(temp.resolve("torch"));
    Files.writeString(other.resolve("config.json"), "{}");
    try (Checkpoint checkpoint = Checkpoint.open(base)) {
      TorchArchive.save(
          other.resolve("pytorch_model.bin"),
          checkpoint.names().stream().map(checkpoint::tensor).toList());
    }
    Path adapter = adapter("", IN, OUT);
    assertThat(weight(MergedModel.folder(other, adapter, temp)))
        .isEqualTo(weight(MergedModel.folder(base, adapter, temp)))
        .isNotEqualTo(WEIGHT);
  }

  @Test
  void weights_that_lie_the_other_way_round_get_the_transposed_product() throws IOException {
    float[] turned = new float[OUT * IN];
    for (int i = 0; i < turned.length; i++) {
      turned[i] = WEIGHT[i % OUT * IN + i / OUT];
    }
    Path other = model("turned", AdapterFolder.tensor(MODULE + ".weight", turned, IN, OUT));
    float[] merged =
        weight(MergedModel.folder(other, adapter("\"fan_in_fan_out\": true", IN, OUT), temp));
    float[] straight = weight(MergedModel.folder(base, adapter("", IN, OUT), temp));
    for (int i = 0; i < turned.length; i++) {
      assertThat(merged[i]).isEqualTo(straight[i % OUT * IN + i / OUT]);
    }
  }

  @Test
  void the_sum_is_rounded_once_to_the_type_of_the_checkpoint() throws IOException {
    StoredTensor like =
        StoredTensor.of(
            MODULE + ".weight", DType.BFLOAT16, new byte[OUT * IN * Short.BYTES], OUT, IN);
    Path other = model("bfloat16", Floats.write(WEIGHT, like));
    float[] stored = weight(other);
    float[] merged = weight(MergedModel.folder(other, adapter("", IN, OUT), temp));
    for (int i = 0; i < merged.length; i++) {
      double update = expected(i / IN, i % IN, IN, 4) - WEIGHT[i];
      assertThat(merged[i]).isEqualTo(Bfloat16.TYPE.round((float) (stored[i] + update)));
    }
  }

  @Test
  void it_is_made_once_and_another_adapter_makes_another() throws IOException {
    Path adapter = adapter("", IN, OUT);
    Path first = MergedModel.folder(base, adapter, temp.resolve("cache"));
    var time = Files.getLastModifiedTime(first.resolve("model.safetensors"));
    assertThat(MergedModel.folder(base, adapter, temp.resolve("cache"))).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(first.resolve("model.safetensors"))).isEqualTo(time);
    adapter("\"use_rslora\": true", IN, OUT);
    assertThat(MergedModel.folder(base, adapter, temp.resolve("cache"))).isNotEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"peft_type\": \"IA3\" | 8 | peft_type: IA3 (expected LORA)",
        "\"use_dora\": true | 8 | use_dora: true (DoRA) (expected plain LoRA)",
        "\"modules_to_save\": [\"lm_head\"] | 8 | modules trained whole",
        "\"rank_pattern\": {\"q\": 2} | 8 | LoRA with ranks by pattern",
        "\"bias\": \"all\" | 8 | bias: \"all\" (expected none)",
        "\"target_modules\": [\"q_proj\", \"k_proj\"] | 8 | target module k_proj has no tensors (expected"
            + " one of [q_proj])",
        "'' | 3 | has A [4, 3] and B [6, 4] (expected [4, 8] or fewer columns by groups, and [6, 4])"
      })
  void what_cannot_be_merged_is_named(String keys, int in, String message) throws IOException {
    Path adapter = adapter(keys, in, OUT);
    assertThatThrownBy(() -> MergedModel.folder(base, adapter, temp))
        .isInstanceOf(AdapterException.class)
        .hasMessageContaining(message);
    assertThat(temp.resolve("merged"))
        .satisfiesAnyOf(
            folder -> assertThat(folder).doesNotExist(),
            folder -> assertThat(folder).isEmptyDirectory());
  }

  @Test
  void tensors_and_modules_that_have_no_place_are_named() throws IOException {
    Path other =
        AdapterFolder.write(
            temp.resolve("other"), RANK, "", Map.of("model.layers.9.q_proj", new int[] {IN, OUT}));
    assertThatThrownBy(() -> MergedModel.folder(base, other, temp))
        .hasMessageContaining("module model.layers.9.q_proj is not in the model");
    Path odd =
        AdapterFolder.write(
            temp.resolve("odd"),
            RANK,
            "",
            List.of(
                AdapterFolder.tensor("base_model.model.x.lora_magnitude_vector", new float[1], 1)));
    assertThatThrownBy(() -> MergedModel.folder(base, odd, temp))
        .isInstanceOf(AdapterException.class)
        .hasMessageContaining("x.lora_magnitude_vector (expected lora_A.weight");
  }
}
