package io.quantgrid.core.stored;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.TokenBatch;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gpt-oss as it is published, beside the same numbers as plain matrices, inputs by outputs. */
class Mxfp4MethodTest {
  /** OCP Microscaling v1.0, table 4, by codes; the sign is the highest bit. */
  private static final float[] VALUES = {0, 0.5f, 1, 1.5f, 2, 3, 4, 6};

  private static final int EXPERTS = 4;

  @TempDir private Path folder;

  private final Engine engine = Engines.named("torch");
  private final Random random = new Random(5);
  private final List<StoredTensor> plain = new ArrayList<>();
  private final List<StoredTensor> packed = new ArrayList<>();

  private static Path golden() throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(Mxfp4MethodTest.class.getResource("/families/gpt-oss")).toURI());
  }

  @Test
  void published_experts_are_the_matrices_that_their_blocks_stand_for() throws Exception {
    Path asPlain = Files.createDirectory(folder.resolve("plain"));
    Path asPacked = Files.createDirectory(folder.resolve("packed"));
    try (Checkpoint checkpoint = Checkpoint.open(golden())) {
      for (String name : checkpoint.names()) {
        StoredTensor tensor = checkpoint.tensor(name);
        if (name.endsWith("gate_up_proj") || name.endsWith("down_proj")) {
          experts(name, (int) tensor.shape()[2], (int) tensor.shape()[1]);
        } else {
          plain.add(tensor);
          packed.add(tensor);
        }
      }
      ObjectNode config = checkpoint.config().deepCopy();
      write(asPlain, config, plain);
      config.putObject("quantization_config").put("quant_method", "mxfp4");
      write(asPacked, config, packed);
    }
    assertThat(logits(asPacked)).isEqualTo(logits(asPlain));
    try (Checkpoint checkpoint = Models.open(asPacked)) {
      VariantWeights weights = new VariantWeights(engine, checkpoint);
      String up = "model.layers.1.mlp.experts.3.up_proj.weight";
      assertThat(weights.quantized(up)).hasValueSatisfying(m -> assertThat(m.rows()).isEqualTo(32));
      assertThat(weights.isQuantized("model.layers.1.mlp.router.weight")).isFalse();
      double bits = new StoredModules(checkpoint).bits(up);
      assertThat(bits / new StoredModules(checkpoint).elements(up)).isEqualTo(4.25);
    }
  }

  /**
   * Random blocks {@code [experts, out, in / 32, 16]}, and the values {@code [experts, in, out]}.
   */
  private void experts(String name, int out, int in) {
    byte[] blocks = new byte[EXPERTS * out * in / 2];
    byte[] scales = new byte[EXPERTS * out * in / 32];
    random.nextBytes(blocks);
    for (int i = 0; i < scales.length; i++) {
      scales[i] = (byte) (127 - 5 + random.nextInt(3));
    }
    ByteBuffer values =
        ByteBuffer.allocate(EXPERTS * in * out * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < EXPERTS * out; row++) {
      for (int column = 0; column < in; column++) {
        int both = blocks[(row * in + column) / 2] & 0xFF;
        int code = column % 2 == 0 ? both & 0xF : both >> 4;
        int exponent = (scales[(row * in + column) / 32] & 0xFF) - 127;
        float value = VALUES[code & 7] * (code > 7 ? -1 : 1) * (float) Math.pow(2, exponent);
        int expert = row / out;
        values.putFloat(((expert * in + column) * out + row % out) * Float.BYTES, value);
      }
    }
    plain.add(StoredTensor.of(name, DType.FLOAT32, values.array(), EXPERTS, in, out));
    packed.add(StoredTensor.of(name + "_blocks", DType.UINT8, blocks, EXPERTS, out, in / 32, 16));
    packed.add(StoredTensor.of(name + "_scales", DType.UINT8, scales, EXPERTS, out, in / 32));
  }

  private static void write(Path folder, ObjectNode config, List<StoredTensor> tensors)
      throws IOException {
    Files.writeString(
        folder.resolve("config.json"), JsonMapper.builder().build().writeValueAsString(config));
    SafetensorsWriter.write(folder.resolve("model.safetensors"), Map.of(), tensors);
  }

  private float[] logits(Path model) {
    try (Checkpoint checkpoint = Models.open(model)) {
      ModelConfig config = Models.config(checkpoint.config(), "config.json");
      try (CausalModel loaded =
              Models.load(
                  engine,
                  config,
                  new VariantWeights(engine, checkpoint),
                  Computation.in(DType.FLOAT32));
          Scope scope = engine.scope()) {
        int[] text = new Random(3).ints(20, 0, config.vocabulary()).toArray();
        return engine.toFloats(
            loaded.logits(scope.keep(loaded.hidden(TokenBatch.causal(List.of(text))))));
      }
    }
  }
}
