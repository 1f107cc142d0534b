package io.quantgrid.core.quantize;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.ModelFiles;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.stored.QuantizationConfig;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * Writes quantized variants of models as compressed-tensors checkpoints, which vLLM and
 * transformers load where they know the format; what those cannot express lies in a layout of
 * quantgrid's own. One block's weights are in memory at a time and, with calibration, the second
 * moments of its layers' inputs and a batch of texts. The same job gives the same bytes, but for
 * the seconds in the summary.
 */
public final class Quantizer {
  private static final String USUAL_ENGINE = "torch";

  private Quantizer() {}

  /**
   * Quantizes a model's folder without calibration on the usual engine, as {@link
   * #write(QuantizationJob, Path, Consumer)}.
   */
  public static VariantSummary write(Path modelFolder, Format format, Recipe recipe, Path out) {
    Engine engine = Engines.named(USUAL_ENGINE);
    return write(new QuantizationJob(modelFolder, format, recipe, engine), out, layer -> {});
  }

  /**
   * Quantizes a model's folder into another one: weights, config.json, the tokenizer's files, and,
   * last, {@link VariantSummary#FILE}.
   *
   * @param out made when missing; what an interrupted run left is overwritten
   * @param statistics told of every quantized layer, in order of computation
   * @throws IllegalArgumentException when format, recipe and calibration do not fit, or the model
   *     holds weights that cannot be quantized, or texts lead to numbers that are not finite
   * @throws CheckpointException when the model cannot be read or the folder not be written
   */
  public static VariantSummary write(
      QuantizationJob job, Path out, Consumer<LayerStatistics> statistics) {
    return write(job, Map.of(), out, statistics);
  }

  /**
   * The same with scales of inputs that are known beforehand.
   *
   * @param scales by the names of modules
   */
  static VariantSummary write(
      QuantizationJob job,
      Map<String, StaticScale> scales,
      Path out,
      Consumer<LayerStatistics> statistics) {
    long start = System.nanoTime();
    check(job);
    try (Checkpoint checkpoint = Models.open(job.model());
        Origins origins = Origins.of(job)) {
      if (checkpoint.config().hasNonNull("quantization_config")) {
        throw new IllegalArgumentException(
            "Cannot quantize %s: it is quantized already (expected plain weights)"
                .formatted(job.model()));
      }
      ModelConfig config =
          Models.config(checkpoint.config(), job.model().resolve("config.json").toString());
      QuantizedModules modules = QuantizedModules.of(checkpoint, config, job.format());
      SortedMap<String, LayerPlan> plans =
          LayerPlan.all(checkpoint, modules, job.format(), job.recipe());
      checkScales(job, plans, scales);
      Files.createDirectories(out);
      Files.deleteIfExists(out.resolve(VariantSummary.FILE));
      ModelQuantizer model = new ModelQuantizer(job, checkpoint, config, plans, scales, origins);
      VariantParts parts = model.write(out, statistics);
      configuration(checkpoint, parts, modules, job.format(), model.untied(), out);
      copyOthers(job.model(), out);
      VariantSummary summary =
          parts.summary(job, checkpoint.parameters(), (System.nanoTime() - start) / 1e9);
      Path unfinished = out.resolve("." + VariantSummary.FILE + ".tmp");
      Files.writeString(unfinished, VariantSummary.json(summary));
      Files.move(
          unfinished,
          out.resolve(VariantSummary.FILE),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return summary;
    } catch (IOException e) {
      throw new CheckpointException(
          "Cannot write variant %s: %s (expected a writable folder)".formatted(out, e), e);
    }
  }

  private static void check(QuantizationJob job) {
    String format = job.format().name();
    String recipe = job.recipe().canonical();
    if (job.format().weights().isEmpty()
        || !(Compatibility.check(job.format(), job.recipe()) instanceof Compatibility.Fits)) {
      throw new IllegalArgumentException(
          "Cannot quantize as %s by %s (expected a format that quantizes weights and a method that"
                  .formatted(format, recipe)
              + " finds them)");
    }
    if (job.recipe().needsCalibration() && job.calibration().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot quantize as %s by %s without calibration (expected texts)"
              .formatted(format, recipe));
    }
  }

  private static void checkScales(
      QuantizationJob job, SortedMap<String, LayerPlan> plans, Map<String, StaticScale> scales) {
    if (!job.format().needsCalibration() || job.calibration().isPresent()) {
      return;
    }
    for (String module : plans.keySet()) {
      if (!scales.containsKey(module)) {
        throw new IllegalArgumentException(
            "Cannot quantize as %s: the input of %s has no static scale (expected one from calibration)"
                .formatted(job.format().name(), module));
      }
    }
  }

  private static void configuration(
      Checkpoint checkpoint,
      VariantParts parts,
      QuantizedModules modules,
      Format format,
      boolean untied,
      Path out)
      throws IOException {
    ObjectNode config = checkpoint.config().deepCopy();
    if (untied) {
      config.put("tie_word_embeddings", false);
    }
    config.set(
        "quantization_config", QuantizationConfig.of(format, parts.modules(), modules.kept()));
    Files.writeString(out.resolve("config.json"), VariantSummary.json(config));
  }

  /** The tokenizer's and other small files; not weights, not what is written anew. */
  private static void copyOthers(Path from, Path to) throws IOException {
    ModelFiles.of(from)
        .copyTo(to, name -> !name.equals("config.json") && !name.equals(VariantSummary.FILE));
  }
}
