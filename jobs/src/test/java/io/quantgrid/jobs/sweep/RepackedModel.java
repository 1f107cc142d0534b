package io.quantgrid.jobs.sweep;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.ModelFiles;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.stored.StoredFloats;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Codes and scales of a variant's folder, laid out as other tools do: docs/checkpoints.md. */
final class RepackedModel {
  private static final int BITS = 4;
  private static final int MIDDLE = 8;
  private static final int PER_WORD = Integer.SIZE / BITS;
  private static final int[] AS_COUNTED = {0, 1, 2, 3, 4, 5, 6, 7};

  /** Which four bits of its word AWQ puts an output in. */
  private static final int[] AWQ_PLACES = {0, 4, 1, 5, 2, 6, 3, 7};

  private RepackedModel() {}

  /** The tensors of one weight. */
  private interface Layout {
    List<StoredTensor> of(String module, QuantizedMatrix matrix);
  }

  /** As GPTQModel writes it in format {@code gptq_v2}: inputs in words, zero points as they are. */
  static Path gptq(Path variant, Path to) throws IOException {
    return write(
        variant,
        to,
        """
        {"quant_method": "gptq", "checkpoint_format": "gptq_v2", "bits": 4, "group_size": 32,
         "desc_act": false, "sym": false}
        """,
        (module, m) -> {
          int[] words = new int[m.columns() / PER_WORD * m.rows()];
          int[] groups = new int[m.columns()];
          for (int in = 0; in < m.columns(); in++) {
            groups[in] = in / m.groupSize();
            for (int out = 0; out < m.rows(); out++) {
              int code = m.codes()[out * m.columns() + in] + MIDDLE;
              words[in / PER_WORD * m.rows() + out] |= code << (BITS * (in % PER_WORD));
            }
          }
          return List.of(
              words(module + ".qweight", words, m.columns() / PER_WORD, m.rows()),
              zeros(module, m, AS_COUNTED),
              scales(module, m),
              words(module + ".g_idx", groups, groups.length));
        });
  }

  /** As AutoAWQ writes it: outputs in words, out of order. */
  static Path awq(Path variant, Path to) throws IOException {
    return write(
        variant,
        to,
        """
        {"quant_method": "awq", "version": "gemm", "bits": 4, "group_size": 32, "zero_point": true}
        """,
        (module, m) -> {
          int[] words = new int[m.columns() * m.rows() / PER_WORD];
          for (int in = 0; in < m.columns(); in++) {
            for (int out = 0; out < m.rows(); out++) {
              int code = m.codes()[out * m.columns() + in] + MIDDLE;
              words[(in * m.rows() + out) / PER_WORD] |=
                  code << (BITS * AWQ_PLACES[out % PER_WORD]);
            }
          }
          return List.of(
              words(module + ".qweight", words, m.columns(), m.rows() / PER_WORD),
              zeros(module, m, AWQ_PLACES),
              scales(module, m));
        });
  }

  /** As DeepSeek-V3 has it: tiles of float8. */
  static Path float8(Path variant, Path to) throws IOException {
    return write(
        variant,
        to,
        """
        {"quant_method": "fp8", "fmt": "e4m3", "weight_block_size": [128, 128],
         "activation_scheme": "dynamic"}
        """,
        (module, m) -> {
          int across = QuantizedMatrix.groups(m.scheme(), m.columns());
          return List.of(
              StoredTensor.of(module + ".weight", DType.FP8_E4M3, m.codes(), m.rows(), m.columns()),
              StoredTensor.of(
                  module + ".weight_scale_inv",
                  DType.FLOAT32,
                  StoredFloats.write(m.scales(), Float32.TYPE),
                  m.scales().length / across,
                  across));
        });
  }

  /** A model in one safetensors file, decoded. */
  static Path plain(Path model, Path to) throws IOException {
    Files.createDirectories(to);
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      List<StoredTensor> tensors = checkpoint.names().stream().map(checkpoint::tensor).toList();
      SafetensorsWriter.write(to.resolve("model.safetensors"), Map.of("format", "pt"), tensors);
    }
    ModelFiles.of(model).copyTo(to, name -> true);
    return to;
  }

  private static Path write(Path variant, Path to, String how, Layout layout) throws IOException {
    Files.createDirectories(to);
    List<StoredTensor> tensors = new ArrayList<>();
    JsonMapper mapper = JsonMapper.builder().build();
    try (Checkpoint checkpoint = Checkpoint.open(variant)) {
      ObjectNode json = checkpoint.config().deepCopy();
      json.set("quantization_config", mapper.readTree(how));
      ModelConfig config = Models.config(json, "config.json");
      VariantWeights weights = new VariantWeights(Engines.named("torch"), checkpoint);
      Set<String> modules = new HashSet<>();
      for (String weight : Models.linearWeights(config)) {
        String module = weight.substring(0, weight.length() - ".weight".length());
        modules.add(module);
        tensors.addAll(layout.of(module, weights.matrix(weight)));
      }
      checkpoint.names().stream()
          .filter(name -> !modules.contains(name.substring(0, name.lastIndexOf('.'))))
          .forEach(name -> tensors.add(checkpoint.tensor(name)));
      ModelFiles.of(variant).copyTo(to, name -> !name.equals("quantgrid.json"));
      Files.writeString(to.resolve("config.json"), mapper.writeValueAsString(json));
      SafetensorsWriter.write(to.resolve("model.safetensors"), Map.of("format", "pt"), tensors);
    }
    return to;
  }

  private static StoredTensor zeros(String module, QuantizedMatrix m, int[] places) {
    int groups = QuantizedMatrix.groups(m.scheme(), m.columns());
    int[] words = new int[groups * m.rows() / PER_WORD];
    for (int group = 0; group < groups; group++) {
      for (int out = 0; out < m.rows(); out++) {
        int zero = m.zeroPoints()[m.index(out, group)] + MIDDLE;
        words[(group * m.rows() + out) / PER_WORD] |= zero << (BITS * places[out % PER_WORD]);
      }
    }
    return words(module + ".qzeros", words, groups, m.rows() / PER_WORD);
  }

  private static StoredTensor scales(String module, QuantizedMatrix m) {
    int groups = QuantizedMatrix.groups(m.scheme(), m.columns());
    float[] scales = new float[groups * m.rows()];
    for (int group = 0; group < groups; group++) {
      for (int out = 0; out < m.rows(); out++) {
        scales[group * m.rows() + out] = m.scales()[m.index(out, group)];
      }
    }
    return StoredTensor.of(
        module + ".scales",
        DType.FLOAT16,
        StoredFloats.write(scales, m.scaleType()),
        groups,
        m.rows());
  }

  private static StoredTensor words(String name, int[] words, long... shape) {
    return StoredTensor.of(name, DType.INT32, StoredFloats.write(words), shape);
  }
}
