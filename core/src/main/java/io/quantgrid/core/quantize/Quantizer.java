package io.quantgrid.core.quantize;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.ModelConfig;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.quantize.Allocation.Layer;
import io.quantgrid.kernels.element.E8m0;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.scheme.Timing;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Writes quantized variants of models as compressed-tensors checkpoints, which vLLM and
 * transformers load where they know the format; what those cannot express lies in a layout of
 * quantgrid's own. One weight is in memory at a time. The same model, format and recipe give the
 * same bytes, but for the seconds in the summary.
 */
public final class Quantizer {
  private static final String WEIGHT = ".weight";
  private static final int ALIGNMENT = 8;

  private Quantizer() {}

  /**
   * Quantizes a model's folder into another one: weights, config.json, the tokenizer's files, and,
   * last, {@link VariantSummary#FILE}.
   *
   * @param out made when missing; what an interrupted run left is overwritten
   * @throws IllegalArgumentException when format and recipe do not fit, or the model holds weights
   *     that cannot be quantized
   * @throws CheckpointException when the model cannot be read or the folder not be written
   */
  public static VariantSummary write(Path modelFolder, Format format, Recipe recipe, Path out) {
    return write(modelFolder, format, recipe, Map.of(), out);
  }

  /**
   * Quantizes a model's folder into another one, with calibration texts where there are any.
   *
   * @param statistics told of every quantized layer, in order of computation
   * @throws IllegalArgumentException when format, recipe and calibration do not fit, or the model
   *     holds weights that cannot be quantized
   * @throws CheckpointException when the model cannot be read or the folder not be written
   */
  public static VariantSummary write(
      QuantizationJob job, Path out, Consumer<LayerStatistics> statistics) {
    Map<String, StaticScale> inputs = Map.of();
    if (job.format().needsCalibration() && job.calibration().isPresent()) {
      inputs =
          Calibration.run(
              job.engine(),
              job.model(),
              job.format(),
              job.recipe(),
              job.dtype(),
              job.calibration().get().sequences());
    }
    return write(job.model(), job.format(), job.recipe(), inputs, out);
  }

  /**
   * As {@link #write(Path, Format, Recipe, Path)}, with what calibration found.
   *
   * @param inputs scales of the inputs of linear layers, by the layer's name, for formats with
   *     static activations
   */
  public static VariantSummary write(
      Path modelFolder, Format format, Recipe recipe, Map<String, StaticScale> inputs, Path out) {
    long start = System.nanoTime();
    if (format.weights().isEmpty()
        || !(Compatibility.check(format, recipe) instanceof Compatibility.Fits)) {
      throw new IllegalArgumentException(
          "Cannot quantize as %s by %s (expected a format that quantizes weights and a method that"
                  .formatted(format.name(), recipe.canonical())
              + " finds them)");
    }
    try (Checkpoint checkpoint = Checkpoint.open(modelFolder)) {
      if (checkpoint.config().hasNonNull("quantization_config")) {
        throw new IllegalArgumentException(
            "Cannot quantize %s: it is quantized already (expected plain weights)"
                .formatted(modelFolder));
      }
      ModelConfig config =
          ModelConfig.read(checkpoint.config(), modelFolder.resolve("config.json").toString());
      QuantizedModules modules = QuantizedModules.of(checkpoint, config, format);
      TensorScales tensorScales =
          new TensorScales(checkpoint, Models.sharedInputs(config), modules);
      Map<String, LayerQuantizer> layers =
          layers(checkpoint, modules, tensorScales, format, recipe, inputs);
      Files.createDirectories(out);
      Files.deleteIfExists(out.resolve(VariantSummary.FILE));
      long bytes = weights(checkpoint, layers, out);
      configuration(checkpoint, layers, modules, format, out);
      copyOthers(modelFolder, out);
      VariantSummary summary =
          summary(checkpoint, layers, format, recipe, bytes, (System.nanoTime() - start) / 1e9);
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

  private static Map<String, LayerQuantizer> layers(
      Checkpoint checkpoint,
      QuantizedModules modules,
      TensorScales tensorScales,
      Format format,
      Recipe recipe,
      Map<String, StaticScale> inputs) {
    List<Layer> found = Layers.of(checkpoint, modules, recipe);
    SchemePlan plan =
        SchemePlan.of(format, recipe, found, layer -> Layers.weights(checkpoint, layer));
    Map<String, LayerQuantizer> out = new TreeMap<>();
    for (Layer layer : found) {
      String module = layer.module();
      int rows = layer.rows();
      int columns = layer.columns();
      Scheme scheme = plan.of(module, rows, columns).orElseThrow();
      FloatType type = layer.arithmetic();
      MatrixSpec spec = new MatrixSpec(scheme, rows, columns, scaleType(scheme, type));
      out.put(
          module,
          new LayerQuantizer(
              checkpoint,
              format,
              module,
              spec,
              type,
              tensorScales,
              inputScales(format, module, inputs, type)));
    }
    return out;
  }

  private static FloatType scaleType(Scheme scheme, FloatType arithmetic) {
    return scheme.rule().isExponent() ? E8m0.TYPE : scheme.scaleType().orElse(arithmetic);
  }

  /** The tensors with the scales of a layer's input; none of dynamic ones. */
  private static List<StoredTensor> inputScales(
      Format format, String module, Map<String, StaticScale> inputs, FloatType arithmetic) {
    Optional<Scheme> fixed =
        format.activations().filter(scheme -> scheme.timing() == Timing.STATIC);
    if (fixed.isEmpty()) {
      return List.of();
    }
    StaticScale scale = inputs.get(module);
    if (scale == null) {
      throw new IllegalArgumentException(
          "Cannot quantize as %s: the input of %s has no static scale (expected one from calibration)"
              .formatted(format.name(), module));
    }
    return InputScale.tensors(module, fixed.get(), scale, arithmetic);
  }

  /** Writes all tensors; returns their bytes. */
  private static long weights(Checkpoint checkpoint, Map<String, LayerQuantizer> layers, Path out) {
    List<Declared> declared = new ArrayList<>();
    Map<String, LayerQuantizer> makers = new HashMap<>();
    layers.values().forEach(layer -> layer.declared().forEach(t -> makers.put(t.name(), layer)));
    for (String name : checkpoint.names()) {
      if (!name.endsWith(WEIGHT) || !layers.containsKey(module(name))) {
        StoredTensor plain = checkpoint.tensor(name);
        declared.add(new Declared(name, plain.dtype(), plain.shape()));
      }
    }
    layers.values().forEach(layer -> declared.addAll(layer.declared()));
    // Tensors start at multiples of their element's size: whole words first, by module, then what
    // is left by falling size.
    Comparator<Declared> order =
        Comparator.comparing((Declared tensor) -> bytes(tensor) % ALIGNMENT != 0)
            .thenComparing(tensor -> bytes(tensor) % ALIGNMENT == 0 ? 0 : -tensor.dtype().bytes())
            .thenComparing(Declared::name);
    declared.sort(order);
    Path file = out.resolve("model.safetensors");
    long bytes = 0;
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(file, Map.of("format", "pt"), declared)) {
      for (Declared tensor : declared) {
        LayerQuantizer maker = makers.get(tensor.name());
        writer.write(maker == null ? checkpoint.tensor(tensor.name()) : maker.take(tensor.name()));
        bytes += bytes(tensor);
      }
      writer.commit();
    }
    return bytes;
  }

  private static long bytes(Declared tensor) {
    long elements = 1;
    for (long extent : tensor.shape()) {
      elements *= extent;
    }
    return elements * tensor.dtype().bytes();
  }

  /** {@code a.b} of {@code a.b.weight}. */
  private static String module(String weight) {
    return weight.substring(0, weight.length() - WEIGHT.length());
  }

  private static void configuration(
      Checkpoint checkpoint,
      Map<String, LayerQuantizer> layers,
      QuantizedModules modules,
      Format format,
      Path out)
      throws IOException {
    TreeMap<String, StoredModule> stored = new TreeMap<>();
    layers.forEach(
        (module, layer) ->
            stored.put(
                module,
                new StoredModule(
                    Optional.of(
                        new LayoutEntry(
                            Layout.of(layer.scheme(), format.activations()),
                            layer.scheme(),
                            LayoutEntry.ColumnOrder.NONE,
                            format.activations())),
                    ModuleEntry.EMPTY)));
    ObjectNode config = checkpoint.config().deepCopy();
    config.set("quantization_config", QuantizationConfig.of(format, stored, modules.kept()));
    Files.writeString(out.resolve("config.json"), VariantSummary.json(config));
  }

  /** The tokenizer's and other small files; not weights, not what is written anew. */
  private static void copyOthers(Path from, Path to) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from, "*.{json,jinja,model,txt}")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        boolean written =
            name.equals("config.json")
                || name.equals(VariantSummary.FILE)
                || name.endsWith(".safetensors.index.json");
        if (!written && Files.isRegularFile(file)) {
          Files.copy(file, to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static VariantSummary summary(
      Checkpoint checkpoint,
      Map<String, LayerQuantizer> layers,
      Format format,
      Recipe recipe,
      long bytes,
      double seconds) {
    long weights = 0;
    long bits = 0;
    List<LayerSummary> summaries = new ArrayList<>();
    for (LayerQuantizer layer : layers.values()) {
      weights += layer.weights();
      bits += layer.storedBits();
      summaries.add(layer.summary());
    }
    return new VariantSummary(
        VariantSummary.VERSION,
        format.canonical(),
        recipe.canonical(),
        weights == 0 ? 0 : (double) bits / weights,
        bytes,
        weights,
        checkpoint.parameters(),
        seconds,
        summaries);
  }
}
