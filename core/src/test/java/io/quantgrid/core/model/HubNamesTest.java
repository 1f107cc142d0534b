package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files whose tensors are called as in older published checkpoints. */
@SuppressWarnings("try") // scopes free what is made while they are open
class HubNamesTest {
  private static final Engine ENGINE = Engines.named("torch");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "gpt2, transformer., h.0.attn.bias",
    "bloom, transformer., none",
    "opt, model., none",
    "opt-350m, model., none",
    "gpt-neox, none, gpt_neox.layers.1.attention.rotary_emb.inv_freq",
    "gpt-neox, none, gpt_neox.layers.0.attention.masked_bias",
    "gpt-j, none, transformer.h.0.attn.bias"
  })
  void a_missing_prefix_and_buffers_change_no_bit(String family, String prefix, String buffer)
      throws IOException {
    Path golden = GoldenModel.folder(family);
    Files.copy(golden.resolve("config.json"), folder.resolve("config.json"));
    try (Checkpoint stored = Checkpoint.open(golden)) {
      List<StoredTensor> tensors = new ArrayList<>();
      for (String name : stored.names()) {
        StoredTensor tensor = stored.tensor(name);
        String as = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        tensors.add(new StoredTensor(as, tensor.dtype(), tensor.shape(), tensor.bytes()));
      }
      if (!buffer.equals("none")) {
        tensors.add(StoredTensor.of(buffer, DType.BOOL, new byte[4], 1, 1, 2, 2));
      }
      SafetensorsWriter.write(folder.resolve("model.safetensors"), Map.of(), tensors);
    }
    assertThat(logits(folder)).isEqualTo(logits(golden));
    try (Checkpoint seen = Models.open(folder)) {
      assertThat(seen.has(buffer)).isFalse();
    }
  }

  private static float[] logits(Path from) {
    try (Checkpoint checkpoint = Models.open(from);
        CausalModel model =
            Models.load(
                ENGINE,
                Models.config(checkpoint.config(), from.toString()),
                new CheckpointWeights(ENGINE, checkpoint),
                Computation.in(DType.FLOAT32));
        Scope scope = ENGINE.scope()) {
      Tensor hidden = model.hidden(TokenBatch.causal(List.of(new int[] {5, 17, 300, 4})));
      return ENGINE.toFloats(model.logits(ENGINE.reshape(hidden, 4, hidden.size(-1))));
    }
  }
}
