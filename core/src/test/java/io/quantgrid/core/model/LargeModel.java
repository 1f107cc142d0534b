package io.quantgrid.core.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Writes a llama of any size with random weights; one tensor is in memory at a time. */
record LargeModel(int hidden, int intermediate, int heads, int layers, int vocabulary) {
  private static final float SPREAD = 0.05f;

  String json() {
    return """
        {"model_type": "llama", "hidden_size": %d, "num_hidden_layers": %d,
         "num_attention_heads": %d, "num_key_value_heads": %d, "intermediate_size": %d,
         "vocab_size": %d, "tie_word_embeddings": true}
        """
        .formatted(hidden, layers, heads, heads / 2, intermediate, vocabulary);
  }

  ModelConfig config() throws IOException {
    return Models.config(new ObjectMapper().readTree(json()), "config.json");
  }

  /** Bytes of all matrices. */
  long bytes(DType dtype) {
    long layer = 3L * hidden * hidden + 3L * hidden * intermediate;
    return (layers * layer + (long) vocabulary * hidden) * dtype.bytes();
  }

  void write(Path folder) throws IOException {
    Files.writeString(folder.resolve("config.json"), json());
    List<Declared> tensors = new ArrayList<>();
    tensors.add(new Declared("model.embed_tokens.weight", DType.FLOAT32, vocabulary, hidden));
    for (int layer = 0; layer < layers; layer++) {
      String at = "model.layers." + layer + ".";
      tensors.add(matrix(at + "self_attn.q_proj", hidden, hidden));
      tensors.add(matrix(at + "self_attn.k_proj", hidden / 2, hidden));
      tensors.add(matrix(at + "self_attn.v_proj", hidden / 2, hidden));
      tensors.add(matrix(at + "self_attn.o_proj", hidden, hidden));
      tensors.add(matrix(at + "mlp.gate_proj", intermediate, hidden));
      tensors.add(matrix(at + "mlp.up_proj", intermediate, hidden));
      tensors.add(matrix(at + "mlp.down_proj", hidden, intermediate));
      tensors.add(new Declared(at + "input_layernorm.weight", DType.FLOAT32, hidden));
      tensors.add(new Declared(at + "post_attention_layernorm.weight", DType.FLOAT32, hidden));
    }
    tensors.add(new Declared("model.norm.weight", DType.FLOAT32, hidden));
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(folder.resolve("model.safetensors"), Map.of(), tensors)) {
      for (Declared tensor : tensors) {
        writer.write(random(tensor));
      }
      writer.commit();
    }
  }

  private static Declared matrix(String module, int rows, int columns) {
    return new Declared(module + ".weight", DType.FLOAT32, rows, columns);
  }

  private static StoredTensor random(Declared tensor) {
    long count = 1;
    for (long extent : tensor.shape()) {
      count *= extent;
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(count * Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    SplittableRandom random = new SplittableRandom(tensor.name().hashCode());
    while (bytes.hasRemaining()) {
      bytes.putFloat((random.nextInt() >> 8) * (SPREAD / (1 << 23)));
    }
    return StoredTensor.of(tensor.name(), DType.FLOAT32, bytes.array(), tensor.shape());
  }

  /** A batch of texts that are as random as the model. */
  TokenBatch batch(int rows, int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<int[]> texts = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      texts.add(random.ints(length, 0, vocabulary).toArray());
    }
    return TokenBatch.causal(texts);
  }
}
