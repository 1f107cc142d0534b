package io.quantgrid.core.quantize;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.JsonFile;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.stored.StoredModules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a variant's folder holds: its {@code quantgrid.json}, written last, so that a folder with
 * one is whole.
 *
 * @param format canonical
 * @param method canonical
 * @param bitsPerWeight stored bits of the quantized tensors (codes, scales, zero points, padding of
 *     words) over their weights; of a plain model, those of its linear layers
 * @param paperBitsPerWeight as the method's paper counts them, where that leaves out bitmaps and
 *     scales (BiLLM, PB-LLM); of other layers the stored ones
 * @param modelBytes bytes of all tensors, as stored
 * @param quantizedWeights how many weights are quantized
 * @param parameters of the model before quantization
 * @param seconds that quantizing took: the only figure that may differ between two runs
 */
public record VariantSummary(
    @JsonProperty("version") int version,
    @JsonProperty("format") String format,
    @JsonProperty("method") String method,
    @JsonProperty("bits_per_weight") double bitsPerWeight,
    @JsonProperty("paper_bits_per_weight") double paperBitsPerWeight,
    @JsonProperty("model_bytes") long modelBytes,
    @JsonProperty("quantized_weights") long quantizedWeights,
    @JsonProperty("parameters") long parameters,
    @JsonProperty("seconds") double seconds,
    @JsonProperty("layers") List<LayerSummary> layers) {
  /** The file's name in a variant's folder. */
  public static final String FILE = "quantgrid.json";

  /** Raised when the file's keys change. */
  static final int VERSION = 3;

  /** Infinity in a configuration stays a number, as transformers writes and reads it. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

  public VariantSummary {
    layers = List.copyOf(layers);
  }

  /**
   * Of a model as it came, from the headers of its files; it may be quantized already.
   *
   * @throws CheckpointException when the folder holds no readable model
   */
  public static VariantSummary plain(Path modelFolder) {
    try (Checkpoint checkpoint = Models.open(modelFolder)) {
      ModelConfig config =
          Models.config(checkpoint.config(), modelFolder.resolve("config.json").toString());
      StoredModules stored = new StoredModules(checkpoint);
      long bits = 0;
      long weights = 0;
      for (String name : Models.linearWeights(config)) {
        bits += stored.bits(name);
        weights += stored.elements(name);
      }
      double perWeight = weights == 0 ? 0 : (double) bits / weights;
      return new VariantSummary(
          VERSION,
          Format.baseline().canonical(),
          Recipe.none().canonical(),
          perWeight,
          perWeight,
          checkpoint.names().stream().mapToLong(checkpoint::storedBytes).sum(),
          0,
          checkpoint.parameters(),
          0,
          List.of());
    }
  }

  /** Whether the folder holds a whole variant. */
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  /**
   * Reads a variant's summary.
   *
   * @throws CheckpointException when the folder has none, or not of this version
   */
  public static VariantSummary read(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      VariantSummary summary = MAPPER.treeToValue(JsonFile.object(file), VariantSummary.class);
      if (summary.version != VERSION) {
        throw new CheckpointException(
            "Cannot read %s: version %d (expected %d)".formatted(file, summary.version, VERSION));
      }
      return summary;
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          "Cannot read %s: %s (expected a variant's summary)"
              .formatted(file, e.getOriginalMessage()),
          e);
    }
  }

  /** Pretty JSON with the same line ends everywhere. */
  static String json(Object value) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    try {
      return MAPPER.writer(printer).writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON: " + value, e);
    }
  }
}
