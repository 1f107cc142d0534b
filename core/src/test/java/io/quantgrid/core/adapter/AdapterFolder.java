package io.quantgrid.core.adapter;

import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Adapters and small models to try them on, as files. */
public final class AdapterFolder {
  private AdapterFolder() {}

  /** A float32 tensor. */
  public static StoredTensor tensor(String name, float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return StoredTensor.of(name, DType.FLOAT32, bytes.array(), shape);
  }

  public static float[] normal(long seed, int count, double deviation) {
    Random random = new Random(seed);
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = (float) (deviation * random.nextGaussian());
    }
    return out;
  }

  /**
   * Writes an adapter of normal numbers.
   *
   * @param keys of adapter_config.json beside the usual ones, as JSON, e.g. {@code "use_rslora":
   *     true}
   * @param modules columns of A and rows of B by the module's name
   */
  public static Path write(Path folder, int rank, String keys, Map<String, int[]> modules)
      throws IOException {
    List<StoredTensor> tensors = new ArrayList<>();
    long seed = 1;
    for (Map.Entry<String, int[]> module : new java.util.TreeMap<>(modules).entrySet()) {
      String name = "base_model.model." + module.getKey();
      int in = module.getValue()[0];
      int out = module.getValue()[1];
      tensors.add(tensor(name + ".lora_A.weight", normal(seed++, rank * in, 0.1), rank, in));
      tensors.add(tensor(name + ".lora_B.weight", normal(seed++, out * rank, 0.1), out, rank));
    }
    return write(folder, rank, keys, tensors);
  }

  static Path write(Path folder, int rank, String keys, List<StoredTensor> tensors)
      throws IOException {
    Files.createDirectories(folder);
    String more = keys.isEmpty() ? "" : ", " + keys;
    String type = keys.contains("peft_type") ? "" : "\"peft_type\": \"LORA\", ";
    Files.writeString(
        folder.resolve("adapter_config.json"),
        "{%s\"r\": %d, \"lora_alpha\": 16%s}".formatted(type, rank, more));
    SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), Map.of(), tensors);
    return folder;
  }
}
